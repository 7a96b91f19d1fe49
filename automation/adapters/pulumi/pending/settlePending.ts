import type { MaybeMade, SettledPending } from "../../../locks/pending";
import { nameOf } from "../../../urn";
import { askCli, runCli } from "../cli";
import type { PulumiStackOptions } from "../stack";
import { settle } from "./settle";

/** Ends what is pending in the stack's state, by looking at the world. The stack must not be locked. */
export async function settlePending(options: PulumiStackOptions): Promise<SettledPending> {
  const { imported, look, adopted, unknown } = settle(
    await askCli(options, ["stack", "export", "--show-secrets"]),
  );
  if (imported === null) return { found: [], absent: [], unknown };
  await runCli(options, ["stack", "import", "--stack", options.name], JSON.stringify(imported));
  if (look.length > 0) await refresh(options, look);
  const names = await recordedNames(options);
  const found = adopted.filter((one) => names.has(keyOf(one)));
  return { found, absent: adopted.filter((one) => !found.includes(one)), unknown };
}

/** Runs no program: it asks the world what these resources are, and nothing else. */
function refresh(options: PulumiStackOptions, urns: readonly string[]): Promise<string> {
  const targets = urns.flatMap((urn) => ["--target", urn]);
  const how = ["--yes", "--skip-preview", "--message", "bluegreen: look at what was pending"];
  return runCli(options, ["refresh", ...how, ...targets, "--stack", options.name]);
}

async function recordedNames(options: PulumiStackOptions): Promise<Set<string>> {
  const { deployment } = (await askCli(options, ["stack", "export"])) as {
    deployment: { resources?: { urn: string; type: string }[] };
  };
  return new Set((deployment.resources ?? []).map(({ urn, type }) => `${type} ${nameOf(urn)}`));
}

function keyOf({ type, name }: MaybeMade): string {
  return `${type} ${name}`;
}
