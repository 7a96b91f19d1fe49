import { type CurrentRelease, otherColor, serviceState } from "../../release/state";
import { type Environment, expectedFleet, observeFleet } from "../world/environment";
import { servingTasks } from "../world/readiness";
import type { Run } from "./run";

/** Why production can't be rolled back to the old fleets; empty while it can. */
export async function fleetsBegunToStop(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
): Promise<string[]> {
  const reasons: string[] = [];
  if (!run.rules.oldFleetStands) return reasons;
  for (const [name, { candidate }] of Object.entries(current.services)) {
    const old = otherColor(candidate);
    const { size } = serviceState(environment.release, name).fleets[old];
    if (size === 0) continue;
    const health = await observeFleet(run.ports, environment, name, old);
    const expected = expectedFleet(environment, name, old);
    const healthy = servingTasks(health, old, expected);
    // A release stops a fleet by asking for no task; a smaller count is somebody else's.
    if ((health?.desired ?? 0) === 0 || healthy * 2 < size) {
      reasons.push(
        `${name} ${old} has ${healthy} of ${size} ${expected.worker ? "tasks" : "healthy targets"} left`,
      );
    }
  }
  return reasons;
}
