import { secretsIn, settingsSecrets } from "../record/watch";
import { credentialsIn } from "../world/credentialNames";
import type { Logs } from "../world/logs";
import type { Deployed, Stack } from "../world/ports";
import { withoutKnown } from "../world/redact";

/** Shorter lines of a key also stand elsewhere. */
const leastLength = 8;

/**
 * What tasks write, without the secrets whose values the deployer knows: its own credentials, the color secret, links,
 * and variables of services that are named like a credential. Everything else stays as the application wrote it, since
 * people read logs to see exactly that.
 */
export function hidesKnown(
  stack: Pick<Stack, "settings">,
  deployed: Partial<Deployed>,
): <T>(value: T) => T {
  const known = [
    ...secretsIn(deployed),
    ...settingsSecrets(stack),
    ...credentialsIn(process.env),
  ].flatMap((value) => [value, ...linesOf(value)]);
  return (value) => withoutKnown(value, known);
}

/** A log has each line of a key by itself. */
function linesOf(value: string): string[] {
  return value.split(/\r?\n/).filter((line) => line.length >= leastLength);
}

export function quotedLogs(logs: Logs, hide: <T>(value: T) => T): Logs {
  return {
    ...logs,
    read: async (...args) => {
      const { lines, hasMore } = await logs.read(...args);
      return { lines: lines.map((line) => ({ ...line, text: hide(line.text) })), hasMore };
    },
  };
}
