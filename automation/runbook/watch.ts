import { type Color, otherColor, serviceState } from "../../release/state";
import { StepFailed } from "../world/errors";
import { alarmsSinceStart } from "./alarms";
import { type Environment, expectedFleet, observeFleet, type Part } from "../world/environment";
import type { FleetHealth } from "../world/ports";
import { type ExpectedFleet, servingTasks } from "../world/readiness";
import type { Progress } from "./progress";
import type { Run } from "./run";
import { lastingProblems, shortWaitSeconds, steadyMs } from "./waitUntil";

/** A fleet that production has left and may be rolled back to. */
export interface Retiring {
  part: Part;
  color: Color;
}

/** Throws StepFailed when there is reason to roll production back. */
export async function requireWell(
  run: Run,
  progress: Progress,
  watched: readonly Retiring[],
): Promise<void> {
  for (const each of watched) await requireHealthyHalf(run, progress.environment, each);
  const parts = watched.map(({ part }) => part);
  const alarms = await alarmsSinceStart(run, progress, parts);
  if (alarms.length > 0) throw new StepFailed("an alarm went into ALARM after the switch", alarms);
}

/**
 * Rolls back when fewer than half of the tasks are healthy at production's load balancer or, for a worker, run; not
 * at the first look, since the only task of a fleet may just have been replaced.
 */
async function requireHealthyHalf(
  run: Run,
  environment: Environment,
  { part, color }: Retiring,
): Promise<void> {
  const serving = otherColor(color);
  const { size } = serviceState(environment.release, part.name).fleets[serving];
  // A decommissioned service has no serving fleet.
  if (size === 0) return;
  const expected = expectedFleet(environment, part.name, serving);
  const reasons = await lastingProblems(run.ports, {
    what: `production of ${part.name} is healthy on ${serving}`,
    deadlineMs: steadyMs(run.ports.clock) + shortWaitSeconds * 1000,
    probe: async () => {
      const health = await observeFleet(run.ports, environment, part.name, serving);
      const healthy = servingTasks(health, serving, expected);
      return healthy * 2 >= size ? [] : unhealthy(health, { serving, healthy, expected });
    },
  });
  if (reasons.length === 0) return;
  throw new StepFailed(`production of ${part.name} became unhealthy on ${serving}`, reasons);
}

function unhealthy(
  health: FleetHealth | null,
  {
    serving,
    healthy,
    expected: { worker, size },
  }: { serving: Color; healthy: number; expected: ExpectedFleet },
): string[] {
  return [
    worker
      ? `${healthy} of ${size} tasks are running`
      : `${healthy} of ${size} targets are healthy at the ${serving} load balancer`,
    ...(health?.targets ?? [])
      .filter((target) => target.edge === serving && target.state !== "healthy")
      .map(({ target, state, reason }) => `target ${target} is ${state}: ${reason}`),
    ...(health?.stopped ?? [])
      .slice(0, 3)
      .map(({ taskId, reason }) => `task ${taskId} stopped: ${reason}`),
  ];
}
