import { resolve } from "node:path";

/** Ends a command in a sentence, as in tests/docs/commands/found.ts: in backticks these, otherwise punctuation. */
const end = /(?=[;,`()"']|: |\.(?:\s|$)| && |\s{2}|\n|$)/;
const command = new RegExp(`(?<![\\w/.-])(?:bluegreen|pulumi) (?! )[^\`\\n]*?${end.source}`, "g");

/** Lines that say what to run; `status` puts one command on each. */
const advice = /^(?: *→.*|next:.*(?:\n {6}(?! ).*)*)/gm;

/**
 * The text with `--cwd` in the commands that it says to run, where this one was given it: whoever pastes them is where
 * it was run.
 */
export function fromFolder(text: string, given: string | undefined, here: string): string {
  if (given === undefined || resolve(here, given) === here) return text;
  const option = `--cwd ${/^[\w@%+=:,./-]+$/.test(given) ? given : `'${given.replaceAll("'", "'\\''")}'`}`;
  return text.replace(advice, (lines) =>
    lines.replace(command, (one) => (one.includes(" --cwd ") ? one : `${one} ${option}`)),
  );
}
