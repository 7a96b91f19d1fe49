import { DeployError, exitCodes } from "../../world/errors";
import { type CommentKind, marker } from "../../plan/comment";

export interface DescribedFailure {
  text: string;
  exitCode: number;
  json: object;
}

/** What people read when a command failed: what was found, why, and the next command. */
export function describeFailure(error: unknown): DescribedFailure {
  if (error instanceof DeployError) {
    const { kind, found, next, reasons, exitCode } = error;
    const lines = [`error: ${found}`, ...reasons.map((reason) => `  - ${reason}`), `next: ${next}`];
    return {
      text: lines.join("\n"),
      exitCode,
      json: { ok: false, outcome: kind, found, reasons, next },
    };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `this is a bug, please report it:\n${stack}`,
    exitCode: exitCodes.bug,
    json: { ok: false, outcome: "bug", found: stack, reasons: [], next: "please report it" },
  };
}

/** The same as a pull request's comment, in place of what the command would have printed there. */
export function failureInMarkdown(
  kind: CommentKind,
  stack: string,
  { text, exitCode }: DescribedFailure,
): string {
  const what = kind === "plan" ? "plan for" : "preview";
  // The fence has to be longer than any in the text.
  const fence = "`".repeat(
    Math.max(3, ...(text.match(/`+/g) ?? []).map(({ length }) => length + 1)),
  );
  return [
    marker(kind, stack),
    `### bluegreen: ${what} \`${stack}\` failed`,
    "",
    `Exit code ${exitCode}:`,
    "",
    fence,
    text,
    fence,
  ].join("\n");
}
