import { shellLine } from "./shellLine";

/** Commands of this CLI that a message may tell a person to run, with their arguments. */
export type Command =
  | "up"
  | "status"
  | "dashboard"
  | "history"
  | "cost"
  | "report"
  | "resume"
  | "abort"
  | "promote"
  | "approve"
  | "reject"
  | "freeze"
  | "unfreeze"
  | "rollback"
  | "deploy"
  | "compare"
  | "verify"
  | "unlock"
  | "logs"
  | "run"
  | "exec"
  | "adopt"
  | `${"service" | "host"} ${"add" | "remove"} ${string}`;

/** Of an environment: it names the stack itself. */
export function envDestroy(
  stack: string,
  {
    keepImages,
    deleteImages,
    drain = true,
    urgent,
  }: {
    keepImages: boolean;
    deleteImages: boolean;
    drain?: boolean;
    urgent?: string | undefined;
  },
): string {
  const which = keepImages ? " --keep-images" : deleteImages ? " --delete-images" : "";
  // What drains nothing has no release that could be urgent.
  return `bluegreen env destroy ${stack}${which}${drain ? urgently(urgent) : " --no-drain"}`;
}

/** The flag that passes closed windows once more, with a space before it; empty if the command did not have it. */
export function urgently(reason: string | undefined): string {
  return reason === undefined ? "" : ` ${shellLine(["--urgent", reason])}`;
}

/**
 * A command line as messages print it: complete, so that it can be pasted as it stands. What only the reader
 * knows is in angle brackets, such as `<service>`. In a message a command line ends at a backtick, a comma, a
 * semicolon or the end of the text, so that a test can cut it out and give it to the CLI's own parser.
 */
export function bluegreen(command: Command, stack: string, ...rest: string[]): string {
  return ["bluegreen", command, "--stack", stack, ...rest].join(" ");
}
