/** A command, and what is said before it. */
export interface Said {
  words: string;
  command: string | null;
}

/** Cuts a text such as `next` into its commands: one ends at a semicolon, a comma or a backtick (commandLines.ts). */
export function commandsIn(text: string): Said[] {
  const parts = text.split(/(bluegreen [^;,`]+)/);
  const said: Said[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const words = parts[index]!.replace(/^[`;,\s]+|[`\s]+$/g, "");
    const command = parts[index + 1]?.trim() ?? null;
    if (words !== "" || command !== null) said.push({ words, command });
  }
  return said;
}
