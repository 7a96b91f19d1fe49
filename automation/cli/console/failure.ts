import { DeployError, exitCodes } from "../../world/errors";
import { listed } from "../../commands/result";
import { codeBlock, codeSpan, type CommentKind, marker } from "../../plan/comment";

export interface DescribedFailure {
  text: string;
  exitCode: number;
  json: object;
}

/** What people read when a command failed: what was found, why, and the next command. */
export function describeFailure(error: unknown): DescribedFailure {
  if (error instanceof DeployError) {
    const { kind, found, next, reasons, exitCode } = error;
    const lines = [`error: ${found}`, ...reasons.map(listed), `next: ${next}`];
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

/** The same as a pull request's comment or the summary of a step, in place of what the command would have said there. */
export function failureInMarkdown(
  kind: CommentKind | "release",
  stack: string,
  { text, exitCode }: DescribedFailure,
): string {
  const what = { plan: "plan for", preview: "preview", release: "release in" }[kind];
  return [
    ...(kind === "release" ? [] : [marker(kind, stack)]),
    `### bluegreen: ${what} ${codeSpan(stack)} failed`,
    "",
    `Exit code ${exitCode}:`,
    "",
    ...codeBlock(text),
  ].join("\n");
}
