import { isDeepStrictEqual } from "node:util";
import type { Verb } from "../history/update";
import type { ReleaseState } from "../../release/state";
import { StepFailed } from "../world/errors";
import type { Deployed } from "../world/ports";
import { applyUp, ownedBy, type Run } from "./run";

/**
 * The `up` of a stop. The engine deletes last of all, after it has recorded that everything else is made:
 * an `up` that failed at that has stopped the fleet nevertheless, and the next `up` deletes what is left.
 */
export async function applyStop(
  run: Run,
  wanted: ReleaseState,
  named: { verb: Verb; id: string },
): Promise<Deployed> {
  try {
    return await applyUp(run, wanted, named);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const { stack, reporter } = run.ports;
    const deployed = await stack.read();
    const current = wanted.current && ownedBy(run, wanted.current);
    const made = { ...wanted, current, revision: wanted.revision + 1 };
    if (!isDeepStrictEqual(deployed.release, made)) throw error;
    for (const reason of error.reasons) reporter.warn(reason);
    reporter.warn(
      "the fleet was told to stop nevertheless; what is left to delete goes with the next `up`",
    );
    return deployed;
  }
}
