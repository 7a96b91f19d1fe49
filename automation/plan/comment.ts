import { printable } from "../world/printable";

export type CommentKind = "plan" | "preview";

/** An invisible marker: the comment that contains it is the one to replace. */
export function marker(kind: CommentKind, stack: string): string {
  return `<!-- bluegreen:${kind} ${stack} -->`;
}

/** A table of GitHub's Markdown. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)];
}

/** A backslash in front of a `|` would take away the one that escapes it, and so end the cell. */
function cell(text: string): string {
  return text
    .replace(/\s*\n\s*/g, " ")
    .replace(/\\(?=\|)/g, "\\ ")
    .replace(/\|/g, "\\|");
}

/** A longer fence than any in the text, so that no value can end the code span: no link, image or mention. */
export function codeSpan(text: string): string {
  const line = printable(text).replace(/\s*\n\s*/g, " ");
  const longest = longestFence(line);
  const space = longest > 0 || line.trim() === "" ? " " : "";
  const fence = "`".repeat(longest + 1);
  return `${fence}${space}${line}${space}${fence}`;
}

/** The same for several lines. */
export function codeBlock(text: string): string[] {
  const lines = printable(text);
  const fence = "`".repeat(Math.max(3, longestFence(lines) + 1));
  return [fence, lines, fence];
}

function longestFence(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
