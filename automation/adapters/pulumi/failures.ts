import { DeployError, refused, StepFailed } from "../../errors";

/** What is known of an operation of the engine that failed. */
export interface FailedOperation {
  stack: string;
  /** What was thrown by the Automation API. */
  error: unknown;
  /** What the program itself threw; it runs in this process. */
  programError: Error | null;
  /** From the engine's events. */
  failures: string[];
  /** The operation was cancelled by us. */
  cancelled: boolean;
}

/** Turns the engine's failure into ours. The engine's own words are kept as reasons. */
export function translateFailure(failed: FailedOperation): Error {
  const { stack, programError, failures, cancelled } = failed;
  const text = failed.error instanceof Error ? failed.error.message : String(failed.error);
  if (programError) return refusedByProgram(stack, programError);
  const lock = lockHolder(text);
  if (lock) {
    return new DeployError(
      "held",
      `stack ${stack} is locked by another update: ${lock}`,
      `wait for it to end, or free it when its holder is gone: bluegreen unlock --stack ${stack}`,
    );
  }
  if (cancelled) {
    return new DeployError(
      "stoppedMidway",
      "cancelled in the middle of an `up`; production is served",
      `bluegreen resume --stack ${stack}`,
      failures,
    );
  }
  if (/no stack named .* found/.test(text)) return unknownStack(stack);
  return new StepFailed("the `up` failed", failures.length > 0 ? failures : [lastLines(text)], {
    cause: failed.error,
  });
}

export function unknownStack(stack: string): DeployError {
  return refused(
    `there is no stack ${stack} in this backend`,
    `create it with \`bluegreen up --stack ${stack}\`, or name an existing one (\`pulumi stack ls\`)`,
  );
}

function refusedByProgram(stack: string, error: Error): Error {
  if (error.name !== "Error" && !("__pulumiRunError" in error)) return error;
  if (error.message.includes("stale release")) {
    return new DeployError("held", error.message, `bluegreen status --stack ${stack}`);
  }
  return refused(error.message, "change the settings it names and try again");
}

/** `user@host (pid 1) since ...` of a lock in a self-managed backend or Pulumi Cloud's conflict. */
function lockHolder(text: string): string | null {
  if (text.includes("[409] Conflict")) return "Pulumi Cloud says that an update is in progress";
  if (!text.includes("the stack is currently locked by")) return null;
  return /created by (.+)/.exec(text)?.[1]?.trim() ?? "holder unknown";
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-10).join("\n");
}
