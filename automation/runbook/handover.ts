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

/** A stopping task may take its stop time, and ECS some more. */
const graceSeconds = 120;

/** Looks in a row that must find the same tasks: nothing asks a worker how it is, and one may start to die. */
const steadyLooks = 4;

/**
 * Looks in a row that must find nothing: ECS lists the tasks that are to run and those that are to stop
 * apart, and one that changes sides meanwhile is in neither list.
 */
const emptyLooks = 2;

/** A worker of the release under way, and the fleet that production is on. */
interface Taker {
  part: WorkerPart;
  color: Color;
}

/**
 * Returns once nothing of the other fleets is left for the workers that wait for that: this process has seen
 * it, which no record can tell.
 */
export async function untilHandedOver(run: Run, progress: Progress): Promise<void> {
  const { environment } = progress;
  const waiting = waitingWorkers(environment.release);
  const takers = takersOf(run, environment).filter(({ part }) => waiting.includes(part.name));
  if (run.rules.handover) {
    for (const taker of takers) await untilOtherStopped(run, environment, taker);
  }
  await requirePlace(run, progress);
}

/** Returns once the workers that took over run as they should; throws StepFailed when one does not. */
export async function untilWorkersRun(run: Run, environment: Environment): Promise<void> {
  for (const taker of takersOf(run, environment)) await untilSteady(run, environment, taker);
}

/** On its way back a worker that may overlap has never stopped. */
function takersOf(run: Run, environment: Environment): Taker[] {
  const { current } = environment.release;
  if (!current) return [];
  return partsOf(run.ports, environment, current).flatMap((part) => {
    if (part.kind !== "worker" || !part.takeover) return [];
    if (current.phase === "returning" && part.takeover === "overlap") return [];
    const color = serviceState(environment.release, part.name).activeColor;
    return color ? [{ part, color }] : [];
  });
}

function untilOtherStopped(run: Run, environment: Environment, taker: Taker): Promise<void> {
  const { name, settings } = taker.part;
  const other = otherColor(taker.color);
  let looks = 0;
  return waitUntil(run.ports, {
    what: `${name} ${other} has stopped`,
    deadlineMs: steadyMs(run.ports.clock) + (settings.stopSeconds + graceSeconds) * 1000,
    probe: async () => {
      const problems = stoppedProblems(await observeFleet(run.ports, environment, name, other));
      looks = problems.length === 0 ? looks + 1 : 0;
      if (problems.length > 0) return problems;
      return looks < emptyLooks ? ["no task was found; looking once more"] : [];
    },
  });
}

function untilSteady(run: Run, environment: Environment, { part, color }: Taker): Promise<void> {
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
        ? [`its tasks were running in ${looks} of ${steadyLooks} looks`]
        : [];
    },
  });
}
