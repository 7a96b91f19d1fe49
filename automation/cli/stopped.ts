import { afterCutShort, type Stopping } from "./signals";
import { DeployError, refused, StepFailed } from "../world/errors";

/** What a person is told of a command that failed: that it was stopped, or what broke; else the error itself. */
export function toldFailure(stack: string, { soon, now }: Stopping, error: unknown): unknown {
  if (now.aborted) {
    return new DeployError(
      "stoppedMidway",
      "stopped at once: the engine was killed in the middle of its work, and its lock is left",
      afterCutShort(stack),
    );
  }
  // A Ctrl-C in a terminal also ends the CLI that was just asked something.
  if (soon.aborted && (error === soon.reason || error instanceof StepFailed)) {
    // Between two `up`s a release rests: whoever stops the deployer there leaves nothing half done.
    return new DeployError(
      "stoppedMidway",
      `${(soon.reason as Error).message}; what was done so far is recorded, and production is served`,
      `bluegreen status --stack ${stack}`,
    );
  }
  // A question that failed, outside of any release: nothing was changed by it.
  if (error instanceof StepFailed) {
    return refused(error.what, "fix the cause and run the command again", error.reasons);
  }
  return error;
}
