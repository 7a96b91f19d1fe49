import { DeployError, refused, StepFailed } from "../world/errors";
import { pausing } from "../runbook/run";

/** A release that was paused is finished first; then `again` goes on with what the release was a part of. */
export async function beforeGoingOn<T>(again: string, release: () => Promise<T>): Promise<T> {
  try {
    return await release();
  } catch (error) {
    if (!(error instanceof DeployError) || error.kind !== "stoppedMidway") throw error;
    const { kind, found, next, reasons } = error;
    throw new DeployError(kind, found, `${next}; then: ${again}`, reasons, { cause: error });
  }
}

/** What is refused after something was `done` is a pause: `again` goes on. */
export async function since<T>(
  done: string | null,
  again: string,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (done === null) throw error;
    const isQuestion = error instanceof StepFailed;
    throw pausing(
      isQuestion ? refused(error.what, "fix the cause", error.reasons) : error,
      again,
      done,
    );
  }
}
