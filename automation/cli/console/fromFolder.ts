import { resolve } from "node:path";
import { shellLine } from "../../course/shellLine";

/** Ends a command in a sentence, as in tests/docs/commands/found.ts: in backticks these, otherwise punctuation. */
const end = /(?=[;,`()"']|: |\.(?:\s|$)| && |\s{2}|\n|$)/;
const command = new RegExp(`(?<![\\w/.-])(?:bluegreen|pulumi) (?! )[^\`\\n]*?${end.source}`, "g");

/** A line that says what to run, outside of what was found and why, where anything may be quoted. */
const advises = (line: string) =>
  /^ *→/.test(line) ||
  (!/^(?:error:| +- )/.test(line) && /(?:^ *|: |`)(?:bluegreen|pulumi) [^`]*--stack /.test(line));

/** Once it is followed, the command runs in the folder already. */
const goesThere = (line: string) => /(?:^|: )cd .* && /.test(line);

/**
 * The text with `--cwd` in the commands that it says to run, where this one was given it: whoever pastes them is where
 * it was run.
 */
export function fromFolder(text: string, given: string | undefined, here: string): string {
  if (given === undefined || resolve(here, given) === here) return text;
  const option = shellLine(["--cwd", given]);
  let isNext = false;
  const lines = text.split("\n").map((line) => {
    // `status` puts one command on each line.
    isNext = /^ *next:/.test(line) || (isNext && /^ {6}(?! )/.test(line));
    if ((!isNext && !advises(line)) || goesThere(line)) return line;
    return line.replace(command, (one) => withOption(one, option));
  });
  return lines.join("\n");
}

function withOption(one: string, option: string): string {
  if (one.includes(" --cwd ")) return one;
  // Behind `--` stands the command of a task.
  const [own = one, ...ofTask] = one.split(" -- ");
  return [`${own} ${option}`, ...ofTask].join(" -- ");
}
