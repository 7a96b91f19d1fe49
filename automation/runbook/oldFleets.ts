import { type Color, type CurrentRelease, otherColor, serviceState } from "../../release/state";
import { type Environment, expectedFleet, observeFleet } from "../world/environment";
import { servingTasks } from "../world/readiness";
import type { Run } from "./run";
import { lastingProblems, steadyMs } from "./waitUntil";

/** Long enough for the first health checks of a task that ECS has just replaced. */
const replacedSeconds = 30;

/** Why production can't be rolled back to the old fleets; empty while it can. */
export function fleetsBegunToStop(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
): Promise<string[]> {
  if (!run.rules.oldFleetStands) return Promise.resolve([]);
  let wasToldToStop = false;
  return lastingProblems(run.ports, {
    what: "the old fleet is healthy",
    deadlineMs: steadyMs(run.ports.clock) + replacedSeconds * 1000,
    hopeless: () => wasToldToStop,
    probe: async () => {
      const found = await Promise.all(
        Object.entries(current.services).map(([name, { candidate }]) =>
          lookAtOldFleet(run, environment, name, otherColor(candidate)),
        ),
      );
      wasToldToStop = found.some((one) => one?.wasToldToStop);
      return found.flatMap((one) => one?.reason ?? []);
    },
  });
}

/** Null: enough of it is healthy. */
async function lookAtOldFleet(
  run: Run,
  environment: Environment,
  name: string,
  old: Color,
): Promise<{ wasToldToStop: boolean; reason: string } | null> {
  const { size } = serviceState(environment.release, name).fleets[old];
  if (size === 0) return null;
  const health = await observeFleet(run.ports, environment, name, old);
  const expected = expectedFleet(environment, name, old);
  const healthy = servingTasks(health, old, expected);
  // A release stops a fleet by asking for no task; a smaller count is somebody else's.
  const wasToldToStop = (health?.desired ?? 0) === 0;
  if (!wasToldToStop && healthy * 2 >= size) return null;
  const what = expected.worker ? "tasks" : "healthy targets";
  return { wasToldToStop, reason: `${name} ${old} has ${healthy} of ${size} ${what} left` };
}
