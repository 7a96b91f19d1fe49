import { bluegreen } from "../course/commandLines";
import { leastTasks } from "../../config/size";
import { serviceState } from "../../release/state";
import { refused, StepFailed } from "../world/errors";
import {
  type Environment,
  expectedFleet,
  namesPointAt,
  observeFleet,
  serviceSettings,
} from "../world/environment";
import { originProblems } from "./origin";
import { fleetProblems } from "../world/readiness";
import type { FleetHealth } from "../world/ports";
import type { Run } from "./run";
import { shortWaitSeconds, steadyMs, waitUntil } from "./waitUntil";

/** What production of one service looks like before a release. */
export interface Production {
  /** Tasks of the active fleet, running or desired: whichever is more. */
  tasks: number;
  /** How production differs from the recorded state; empty when it does not. */
  problems: string[];
  /** ECS is still working on it, so the difference may be temporary. */
  isMoving: boolean;
}

/**
 * Compares a service's production with its recorded state, once ECS has finished what it
 * started: a new number of tasks after an `up`, the replacement of a task. Waits `startSeconds` at
 * most, and only briefly if ECS is steady: a single look may have hit a silent name server or a
 * target that missed one check.
 *
 * @param atRest Also wait while ECS is only stopping surplus tasks.
 */
export async function assessSettled(
  run: Run,
  environment: Environment,
  service: string,
  { atRest = false } = {},
): Promise<Production> {
  const { clock, stack } = run.ports;
  const { startSeconds } = serviceSettings(stack, service);
  let found: Production | undefined;
  let restsSinceMs: number | null = null;
  await waitUntil(run.ports, {
    what: `production of ${service} is as recorded`,
    deadlineMs: steadyMs(clock) + startSeconds * 1000,
    probe: async () => {
      found = await assess(run, environment, service);
      restsSinceMs = found.isMoving ? null : (restsSinceMs ?? steadyMs(clock));
      if (!found.isMoving) return found.problems;
      return atRest && found.problems.length === 0
        ? ["ECS is still stopping tasks"]
        : found.problems;
    },
    hopeless: () =>
      restsSinceMs !== null && steadyMs(clock) - restsSinceMs >= shortWaitSeconds * 1000,
  }).catch((error: unknown) => {
    if (!(error instanceof StepFailed)) throw error;
  });
  return found!;
}

/** Compares a service's production with its recorded state: DNS answers, digest, health. */
export async function assess(
  { ports }: Run,
  environment: Environment,
  service: string,
): Promise<Production> {
  const { activeColor } = serviceState(environment.release, service);
  if (!activeColor) {
    const problems = await originProblems({ ports }, environment, service);
    return { tasks: 0, problems, isMoving: false };
  }
  const [health, names] = await Promise.all([
    observeFleet(ports, environment, service, activeColor),
    namesPointAt(ports, environment, service, activeColor),
  ]);
  const recorded = expectedFleet(environment, service, activeColor);
  const settings = serviceSettings(ports.stack, service);
  // Auto scaling may have removed tasks since the last release; an edited size applies with the next `up`.
  const applied = environment.inventory.services[service]?.size;
  const size = leastTasks(recorded.size, settings.size, applied);
  const problems = [...fleetProblems(health, { ...recorded, size }), ...names.problems];
  const tasks = Math.max(health?.running.length ?? 0, health?.desired ?? 0);
  return { tasks, problems, isMoving: health !== null && isMoving(health) };
}

function isMoving({ rollout, running, pending, desired, targets }: FleetHealth): boolean {
  return (
    rollout.state === "IN_PROGRESS" ||
    pending > 0 ||
    running.length !== desired ||
    targets.some(({ state }) => state === "initial" || state === "draining")
  );
}

/** Refuses to release while production is already degraded, unless told that this release is the fix. */
export function requireHealthy(run: Run, service: string, found: Production, force: boolean): void {
  if (found.problems.length === 0) return;
  if (!force) {
    throw refused(
      `production of ${service} is already degraded: new failures could not be told apart`,
      `see what is wrong: ${bluegreen("verify", run.ports.stack.name)}; ` +
        "if this release is the fix, add --force-from-broken",
      found.problems,
    );
  }
  for (const problem of found.problems) {
    run.ports.reporter.warn(`production of ${service} is degraded: ${problem}`);
  }
  run.ports.reporter.warn("releasing anyway because of --force-from-broken");
}
