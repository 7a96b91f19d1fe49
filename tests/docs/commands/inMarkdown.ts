import { type Found, inSentence, inShell } from "./found";

const fence = /^ *(```+)([^\n`]*)\n([\s\S]*?)^ *\1`*$/gm;
const shells = ["sh", "bash", "shell", "console"];

/** Commands in the code of a Markdown file: in fenced blocks, and between backticks. */
export function inMarkdown(where: string, markdown: string): Found[] {
  const blocks = [...markdown.matchAll(fence)]
    .filter(([, , language = ""]) => shells.includes(language.trim()))
    .map(([, , , script = ""]) => script);
  return [
    ...blocks.flatMap(inShell),
    ...inlineCode(markdown).flatMap((code) => inSentence(`\`${code}\``)),
  ].map((text) => ({ where, text }));
}

/** Inline code that names options of a command without `bluegreen` before it, such as `preview prune --dry-run`. */
export function shortened({ where, text: markdown }: Found): Found[] {
  return inlineCode(markdown)
    .filter((code) => /^(?!npm )[a-z]+( [a-z]+)?( <\w+>)? --/.test(code))
    .map((text) => ({ where, text }));
}

function inlineCode(markdown: string): string[] {
  const prose = markdown.replace(fence, "");
  return [...prose.matchAll(/(?<!`)`([^`]+)`(?!`)/g)].map(([, code = ""]) =>
    code.replace(/\s+/g, " "),
  );
}
