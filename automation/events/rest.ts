import type { EventVerb } from "../../config/notify";
import type { ReleaseState } from "../../release/state";
import { DeployError, StepFailed, Stopped } from "../world/errors";
import type { Said } from "./event";

/** What a command knew when it ended. */
export interface Knowing {
  /** As it was last seen; null: it was never read. */
  state: ReleaseState | null;
  /** The release that it has recorded something of. */
  own: string | null;
  /** It was to go on with a release that another deployer began. */
  continuing: boolean;
}

/** Whether a command that failed has left its own release where it stands. */
export function restOf(error: unknown, { state, own, continuing }: Knowing): EventVerb | null {
  const current = state?.current;
  if (error === undefined || !current) return null;
  const isOwn = own === current.id;
  if (!(error instanceof DeployError)) return isOwn ? "paused" : null;
  switch (error.kind) {
    case "stoppedMidway":
      return isOwn || continuing ? "paused" : null;
    case "held":
      return isOwn ? "held" : null;
    case "refused":
    case "rolledBack":
      return null;
  }
}

/**
 * Why, in the words of the error.
 *
 * @param look the command to run where the error names none
 */
export function causeOf(error: unknown, look: string): Said {
  if (error instanceof DeployError) {
    return { reasons: [error.found, ...error.reasons], next: error.next };
  }
  const reasons =
    error instanceof StepFailed
      ? [error.what, ...error.reasons]
      : [error instanceof Stopped ? error.message : "stopped by a bug"];
  return { reasons, next: look };
}
