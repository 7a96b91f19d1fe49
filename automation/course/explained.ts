import { nearest } from "../../config/nearest";
import { type Explanation, explanations } from "./explain";

const kinds = { phase: "Phases", step: "Steps, in the order of a release", exit: "Exit codes" };

/** What the words name: `staged`, `step 5`, `exit 5`; a bare `5` is both the step and the exit code. */
export function find(words: string): Explanation[] {
  const [, kind, name = ""] = /^(?:(phase|step|exit)(?:[ -]code)?[ -])?(.*)$/.exec(plain(words))!;
  const all = explanations().filter((one) => kind === undefined || one.kind === kind);
  const named = all.filter((one) => plain(one.name) === name);
  return named.length > 0 ? named : all.filter(({ aliases }) => aliases.map(plain).includes(name));
}

/** The word that was probably meant. */
export function meant(words: string): string | undefined {
  const names = explanations().flatMap(({ name, aliases }) => [name, ...aliases]);
  // Everything is near a word of three letters.
  return words.length > 3 ? nearest(words, names) : undefined;
}

const plain = (words: string) => words.trim().replace(/\s+/g, " ").toLowerCase();

/** As `explain` is asked for it, without a doubt. */
export function unmistakable({ kind, name }: Explanation): string {
  const isShared = explanations().filter((one) => one.name === name).length > 1;
  return isShared ? `${kind} ${name}` : name;
}

/** What can be looked up. */
export function contents(): string {
  const all = explanations();
  const chapters = (Object.keys(kinds) as Explanation["kind"][]).map((kind) => {
    const rows = all
      .filter((one) => one.kind === kind)
      .map((one) => `  ${unmistakable(one).padEnd(13)} ${one.heading}`);
    return [kinds[kind], ...rows].join("\n");
  });
  return [...chapters, "bluegreen explain <name>; `explain 5` prints step 5 and exit code 5"].join(
    "\n\n",
  );
}

const labelColumns = 19;

/** For a terminal of 80 columns. With a stack, the commands can be pasted as they stand. */
export function inText(explanation: Explanation, stack?: string): string {
  const { lines, commands } = explanation;
  return [
    `${title(explanation)}: ${explanation.heading}`,
    "",
    ...lines.flatMap(({ label, text }) => labelled(label, filled(text, stack))),
    "",
    ...commands.map((command) => `  ${filled(command, stack)}`),
  ].join("\n");
}

/** For machines. */
export function inJson({ kind, name, heading, lines, commands }: Explanation, stack?: string) {
  return {
    kind,
    name,
    heading,
    lines: lines.map(({ label, text }) => ({ label, text: filled(text, stack) })),
    commands: commands.map((command) => filled(command, stack)),
  };
}

/** A chapter of the runbook; `level` is that of its heading. */
export function inMarkdown(explanation: Explanation, level = 3): string {
  const { kind, name, lines, commands, heading } = explanation;
  const marked = kind === "exit" ? title(explanation) : `${kind} \`${name}\``;
  return [
    `${"#".repeat(level)} ${marked.charAt(0).toUpperCase()}${marked.slice(1)}: ${heading}`,
    "",
    ...lines.flatMap(({ label, text }) => wrapped(`- **${label}**: ${text}`, 80, "  ")),
    "",
    "```sh",
    ...commands,
    "```",
  ].join("\n");
}

const title = ({ kind, name }: Explanation) =>
  kind === "exit" ? `exit code ${name}` : `${kind} ${name}`;

const filled = (text: string, stack: string | undefined) =>
  stack === undefined ? text : text.replaceAll("<stack>", stack);

function labelled(label: string, text: string): string[] {
  const indent = " ".repeat(labelColumns + 2);
  const [first = "", ...rest] = wrapped(text, 80 - indent.length, "");
  return [`  ${label.padEnd(labelColumns)}${first}`, ...rest.map((line) => indent + line)];
}

/** Breaks at spaces, but not before the number that ends a sentence; further lines begin with `indent`. */
function wrapped(text: string, columns: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ (?!\d+\.)/)) {
    if (line !== "" && `${line} ${word}`.length > columns) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
