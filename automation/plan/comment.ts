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

function cell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\s*\n\s*/g, " ");
}
