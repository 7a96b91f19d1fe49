import { type Color, otherColor, serviceState } from "../../release/state";
import { waitingWorkers } from "../../release/workers";
import {
  type Environment,
  expectedFleet,
  observeFleet,
  partsOf,
  type WorkerPart,
} from "../world/environment";
import { fleetProblems, isHopeless, stoppedProblems } from "../world/readiness";
import { type Progress, requirePlace } from "./progress";
import type { Run } from "./run";
import { steadyMs, waitUntil } from "./waitUntil";
import type { FleetHealth } from "../world/ports";

/** A stopping task may use all of its stop time, and ECS needs some on top. */
const graceSeconds = 120;

/** Looks in a row that must find the same tasks. A worker has no health check, so a crash loop shows only here. */
const steadyLooks = 4;

/**
 * Looks in a row that must find nothing. ECS lists tasks that should run and tasks that should stop in two
 * calls, and a task that changes between the calls is in neither list.
 */
const emptyLooks = 2;

/** A worker of the current release, and the color that takes over its production. */
interface Successor {
  part: WorkerPart;
  color: Color;
}

/**
 * Returns once no task of the other fleet is left, for each worker that has to wait for that. It has to be
 * seen by this process: the release state does not record it.
 */
export async function untilHandedOver(run: Run, progress: Progress): Promise<void> {
  const { environment } = progress;
  const waiting = waitingWorkers(environment.release);
  const successors = successorsOf(run, environment).filter(({ part }) =>
    waiting.includes(part.name),
  );
  if (run.rules.handover) {
    for (const successor of successors) await untilOtherStopped(run, environment, successor);
  }
  await requirePlace(run, progress);
}

/** Returns once the workers that took over run steadily; throws StepFailed when one does not. */
export async function untilWorkersRun(run: Run, environment: Environment): Promise<void> {
  for (const successor of successorsOf(run, environment))
    await untilSteady(run, environment, successor);
}

/** When rolling back, the old fleet of a worker with `overlap` has never stopped. */
function successorsOf(run: Run, environment: Environment): Successor[] {
  const { current } = environment.release;
  if (!current) return [];
  return partsOf(run.ports, environment, current).flatMap((part) => {
    if (part.kind !== "worker" || !part.takeover) return [];
    if (current.phase === "returning" && part.takeover === "overlap") return [];
    const color = serviceState(environment.release, part.name).activeColor;
    return color ? [{ part, color }] : [];
  });
}

function untilOtherStopped(
  run: Run,
  environment: Environment,
  successor: Successor,
): Promise<void> {
  const { name, settings } = successor.part;
  const other = otherColor(successor.color);
  let looks = 0;
  return waitUntil(run.ports, {
    what: `${name} ${other} has stopped`,
    deadlineMs: steadyMs(run.ports.clock) + (settings.stopSeconds + graceSeconds) * 1000,
    probe: async () => {
      const problems = stoppedProblems(await observeFleet(run.ports, environment, name, other));
      looks = problems.length === 0 ? looks + 1 : 0;
      if (problems.length > 0) return problems;
      return looks < emptyLooks ? ["no task found; checking once more"] : [];
    },
  });
}

function untilSteady(
  run: Run,
  environment: Environment,
  { part, color }: Successor,
): Promise<void> {
  const expected = expectedFleet(environment, part.name, color);
  let last: FleetHealth | null = null;
  let tasks = "";
  let looks = 0;
  return waitUntil(run.ports, {
    what: `${part.name} ${color} runs the expected digest`,
    deadlineMs: steadyMs(run.ports.clock) + part.settings.startSeconds * 1000,
    hopeless: () => isHopeless(last, expected),
    probe: async () => {
      last = await observeFleet(run.ports, environment, part.name, color);
      const problems = fleetProblems(last, expected);
      const found = (last?.running ?? []).map(({ taskId }) => taskId).sort();
      looks = problems.length === 0 && found.join() === tasks ? looks + 1 : 1;
      tasks = found.join();
      if (problems.length > 0) return problems;
      return looks < steadyLooks
        ? [`its tasks have been running for ${looks} of ${steadyLooks} checks`]
        : [];
    },
  });
}
