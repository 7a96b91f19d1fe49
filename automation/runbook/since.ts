import { refused, StepFailed } from "../world/errors";
import { pausing } from "./run";

/** What is refused after something was `done` is a pause: `again` goes on. Asked once it is known what was done. */
export async function since<T>(
  done: string | null | (() => string | null),
  again: string,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const already = typeof done === "function" ? done() : done;
    if (already === null) throw error;
    const isQuestion = error instanceof StepFailed;
    throw pausing(
      isQuestion ? refused(error.what, "fix the cause", error.reasons) : error,
      again,
      already,
    );
  }
}
