/** What a command gives back: text for people, JSON for machines, an exit code for both. */
export interface CommandResult {
  text: string;
  json: object;
  exitCode: number;
}
