import { resolve } from "node:path";

/** Ends a command in a sentence, as in tests/docs/commands/found.ts: in backticks these, otherwise punctuation. */
const end = /(?=[;,`()"']|: |\.(?:\s|$)| && |\s{2}|$)/;
const command = new RegExp(
  `(?<![\\w/.-])(?<line>(?:bluegreen|pulumi) (?! )[^\`\\n]*?)${end.source}`,
  "g",
);

/** Lines that say what to run. */
const advice = /^\s*(?:next:|→)/;

/**
 * The text with `--cwd` in the commands that it says to run, where this one was given it: whoever pastes them is where
 * it was run.
 */
export function fromFolder(text: string, given: string | undefined, here: string): string {
  if (given === undefined || resolve(here, given) === here) return text;
  const option = `--cwd ${/^[\w@%+=:,./-]+$/.test(given) ? given : `'${given.replaceAll("'", "'\\''")}'`}`;
  return text
    .split("\n")
    .map((line) =>
      advice.test(line)
        ? line.replace(command, (one: string) =>
            one.includes(" --cwd ") ? one : `${one} ${option}`,
          )
        : line,
    )
    .join("\n");
}
