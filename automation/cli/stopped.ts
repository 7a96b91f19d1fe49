import { bluegreen } from "../course/commandLines";
import { afterCutShort, type Stopping } from "./signals";
import { DeployError, refused, StepFailed } from "../world/errors";
import { machineTrouble } from "../world/machineTrouble";

/** What to report when a command failed: that it was stopped, or what broke; otherwise the error itself. */
export function toldFailure(stack: string, { soon, now }: Stopping, error: unknown): unknown {
  if (now.aborted) {
    return new DeployError(
      "stoppedMidway",
      "stopped immediately; if Pulumi was in the middle of an operation, it was killed",
      afterCutShort(stack),
      error instanceof DeployError ? [error.found, ...error.reasons] : [],
    );
  }
  // A Ctrl-C in a terminal also ends a Pulumi CLI that was just answering a question.
  if (soon.aborted && (error === soon.reason || error instanceof StepFailed)) {
    // Between two `up`s a release is at rest: stopping the deployer there leaves nothing half done.
    return new DeployError(
      "stoppedMidway",
      `${(soon.reason as Error).message}; what was done so far is recorded`,
      bluegreen("status", stack),
    );
  }
  // A question to Pulumi failed, outside of any release: nothing was changed.
  if (error instanceof StepFailed) {
    return refused(error.what, "fix the cause and run the command again", error.reasons);
  }
  return machineTrouble(error) ?? error;
}
