/** A command that a message or a page tells people to run, and where. */
export interface Found {
  where: string;
  /** As written, with placeholders. */
  text: string;
}

/** Stands for a value known only at run time. */
export const unknown = "\u0001";

/** `<stack>` and the like are values; `[--service <name>]` is optional. */
export function argsOf(text: string): string[] {
  const filled = text
    .replace(/<[^<>]*>/g, "1")
    .replaceAll(unknown, "1")
    .replace(/[[\]]/g, " ");
  return filled.split(/\s+/).filter((word) => word !== "");
}

/**
 * Commands in a sentence. In backticks a command ends with them, otherwise with punctuation: if the
 * sentence goes on after the command in plain words, it can't be pasted.
 */
export function inSentence(text: string): string[] {
  const inBackticks = [...text.matchAll(/`bluegreen ([^`]*)`/g)];
  const rest = text.replace(/`bluegreen [^`]*`/g, "`");
  const bare = rest.matchAll(
    /(?<![\w/.`-])bluegreen (?! )(.*?)(?=[;,`()"']|: |\.(?:\s|$)| && |\s{2}|\n|$)/g,
  );
  return [...inBackticks, ...bare].map(([, command = ""]) => command.trim());
}

/** Commands in a shell script, such as a fenced block or a step of a workflow. */
export function inShell(script: string): string[] {
  const lines = script
    .replace(/\\\n/g, " ")
    .replace(/\$\{\{.*?\}\}/g, unknown)
    .replace(/\$\{\w+:\+([^}]*)\}/g, "$1")
    .replace(/"?\$\{?\w+\}?"?/g, unknown)
    .replace(/(^|\s)#.*$/gm, "")
    .replace(/<[^<>\n]*>/g, unknown);
  return lines.split(/\n|&&|\|\||[;|>&]/).flatMap((piece) => {
    const call = /(?:^|\s)(?:bin\/)?bluegreen(?:\.js)?\s+(.*)$/.exec(piece);
    return call ? [call[1]!.trim()] : [];
  });
}
