import { exitCodes } from "../course/exitCodes";

export { exitCodes };

export type FailureKind = Exclude<
  keyof typeof exitCodes,
  "done" | "bug" | "failedAfterwards" | "resting"
>;

/** An expected failure: what was found, and what to do next. */
export class DeployError extends Error {
  override readonly name = "DeployError";

  constructor(
    readonly kind: FailureKind,
    /** What was found, in whole sentences. */
    readonly found: string,
    /** What to do next. */
    readonly next: string,
    /** One line each: the causes, in the words of AWS, Pulumi or DNS. */
    readonly reasons: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(found, options);
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}

/** Pulumi's backend has no such stack: nothing was ever brought up in it. */
export class NoSuchStack extends DeployError {}

/** Somebody else's operation holds the stack's lock, and may soon end. */
export class HeldByAnother extends DeployError {}

export function refused(found: string, next: string, reasons: readonly string[] = []): DeployError {
  return new DeployError("refused", found, next, reasons);
}

/** Why a signal was aborted: somebody asked this command to stop. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** A step that failed: an `up`, a wait past its deadline, a test. The
 * runbook decides what that means for the release; it never reaches a person as it is. */
export class StepFailed extends Error {
  override readonly name: string = "StepFailed";

  constructor(
    readonly what: string,
    readonly reasons: readonly string[],
    options?: ErrorOptions,
  ) {
    super(`${what}: ${reasons.join("; ")}`, options);
  }
}

/** Pulumi failed to answer, such as in a preview; nothing was changed. */
export class QuestionFailed extends StepFailed {
  override readonly name = "QuestionFailed";
}
