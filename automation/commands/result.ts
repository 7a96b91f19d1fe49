/** What a command gives back: text for people, JSON for machines, an exit code for both. */
export interface CommandResult {
  text: string;
  json: object;
  /** It has printed everything itself, as it went. */
  printed?: true;
  exitCode: number;
}

/** A reason on a line of its own; the output that it quotes is indented below it. */
export function listed(reason: string): string {
  return `  - ${reason.trimEnd().replaceAll("\n", "\n      ")}`;
}
