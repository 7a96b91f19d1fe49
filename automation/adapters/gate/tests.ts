import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CheckResult, GateInput, Tests } from "../../world/ports";
import type { Endpoint } from "../../world/connected";
import { credentialsIn } from "../../world/credentialNames";
import { printable } from "../../world/printable";
import { withoutSecrets as redacted } from "../../world/redact";
import { credentialsOf } from "../../world/variables";
import { runCommand } from "./command";

export interface TestsOptions {
  /** Working folder of the test command. */
  cwd: string;
  endpoint: Endpoint;
  signal: AbortSignal;
  /** Where the output of each test run is kept; null: nowhere, since this user has no home. */
  logFolder: string | null;
  warn: (text: string) => void;
  note: (text: string) => void;
}

/** Step 4: the checks in the settings, then the service's own test command. */
export function gateTests({ warn, note, ...options }: TestsOptions): Tests {
  const { cwd, endpoint, signal, logFolder } = options;
  return {
    run: async (input) => {
      const checks = await lazyChecks().runChecks(input, endpoint, signal);
      const commands = await runCommand(input, cwd, signal);
      const results = [
        ...checks.map((result) => withoutSecrets(input, result, (text) => text.slice(0, 2000))),
        ...commands.map((result) => withoutSecrets(input, result, (text) => text.slice(-8000))),
      ];
      if (logFolder === null) {
        warn(
          "could not save the tests' output: this user has no home folder; set `XDG_STATE_HOME`",
        );
        return results;
      }
      const file = join(logFolder, `${input.service}-${input.digest.replace(":", "-")}.log`);
      await keep(file, results).then(
        () => results.some(({ ok }) => !ok) && note(`the tests' whole output: ${file}`),
        (error: Error) => warn(`could not save the tests' output in ${file}: ${error.message}`),
      );
      return results;
    },
  };
}

/** A candidate's answer is part of it, and may be long. */
const longestReason = 1000;

/** A candidate or its test may echo what it was sent. Cut afterwards, so that no half of a secret is left. */
function withoutSecrets(
  { colorSecret, testHeaders: { cookie = "" }, settings }: GateInput,
  found: CheckResult,
  cut: (output: string) => string,
): CheckResult {
  const link = cookie.slice(cookie.indexOf("=") + 1);
  const own = [...credentialsIn(process.env), ...credentialsOf(settings)];
  const { reason, output, ...result } = redacted(found, [colorSecret, link, ...own]);
  const short = reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason;
  return { ...result, reason: short, output: cut(output) };
}

/** Loaded on demand: its HTTP client takes a while to load. */
const lazyChecks = () => require("./checks") as typeof import("./checks");

async function keep(file: string, results: CheckResult[]): Promise<void> {
  await mkdir(join(file, ".."), { recursive: true });
  const text = results.map(
    ({ name, ok, seconds, reason, output }) =>
      `${ok ? "passed" : "FAILED"} ${name} (${seconds.toFixed(1)} s) ${reason}\n${output}\n`,
  );
  // People print this file to a terminal.
  await writeFile(file, printable(text.join("\n")), { mode: 0o600 });
}
