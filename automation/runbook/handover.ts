import { type Color, type CurrentRelease, otherColor, serviceState } from "../../release/state";
import { handOver } from "../../release/transitions";
import { waitingWorkers } from "../../release/workers";
import {
  type Environment,
  environmentOf,
  expectedFleet,
  observeFleet,
  partsOf,
  type WorkerPart,
} from "../world/environment";
import { requirePlace } from "./place";
import { fleetProblems, isHopeless, stoppedProblems } from "../world/readiness";
import { applyUp, type Run, step } from "./run";
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
 * Starts the workers that wait for their other fleet to stop, by an `up` of its own: once this process has
 * seen that nothing of that fleet is left, which no record can tell.
 */
export async function startWaitingWorkers(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
): Promise<Environment> {
  const waiting = waitingWorkers(environment.release);
  const takers = takersOf(run, environment, current).filter(({ part }) =>
    waiting.includes(part.name),
  );
  if (takers.length === 0) return environment;
  return step(run, "handover", `hand over to ${fleetNames(takers)}`, async () => {
    if (run.rules.handover) {
      for (const taker of takers) await untilOtherStopped(run, environment, taker);
    }
    await requirePlace(run);
    const wanted = handOver(environment.release);
    const deployed = await applyUp(run, wanted, { verb: "handover", id: current.id });
    return environmentOf(run.ports.stack.name, deployed);
  });
}

/** Returns once the workers that took over run as they should; throws StepFailed when one does not. */
export async function untilWorkersRun(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
): Promise<void> {
  const takers = takersOf(run, environment, current);
  if (takers.length === 0) return;
  await step(run, "work", `see that ${fleetNames(takers)} run`, async () => {
    for (const taker of takers) await untilSteady(run, environment, taker);
  });
}

/** On its way back a worker that may overlap has never stopped. */
function takersOf(run: Run, environment: Environment, current: CurrentRelease): Taker[] {
  const { phase } = environment.release.current ?? current;
  return partsOf(run.ports, environment, current).flatMap((part) => {
    if (part.kind !== "worker" || !part.takeover) return [];
    if (phase === "returning" && part.takeover === "overlap") return [];
    const color = serviceState(environment.release, part.name).activeColor;
    return color ? [{ part, color }] : [];
  });
}

function fleetNames(takers: readonly Taker[]): string {
  return takers.map(({ part, color }) => `${part.name} ${color}`).join(", ");
}

function untilOtherStopped(run: Run, environment: Environment, taker: Taker): Promise<void> {
  const { name, settings } = taker.part;
  const other = otherColor(taker.color);
  let looks = 0;
  return waitUntil(run.ports, {
    what: `nothing of ${name} ${other} runs any more`,
    deadlineMs: steadyMs(run.ports.clock) + (settings.stopSeconds + graceSeconds) * 1000,
    probe: async () => {
      const problems = stoppedProblems(await observeFleet(run.ports, environment, name, other));
      looks = problems.length === 0 ? looks + 1 : 0;
      if (problems.length > 0) return problems;
      return looks < emptyLooks ? ["it is looked at once more"] : [];
    },
  });
}

function untilSteady(run: Run, environment: Environment, { part, color }: Taker): Promise<void> {
  const expected = expectedFleet(environment, part.name, color);
  let last: FleetHealth | null = null;
  let tasks = "";
  let looks = 0;
  return waitUntil(run.ports, {
    what: `${part.name} ${color} runs on its digest`,
    deadlineMs: steadyMs(run.ports.clock) + part.settings.startSeconds * 1000,
    hopeless: () => isHopeless(last, expected),
    probe: async () => {
      last = await observeFleet(run.ports, environment, part.name, color);
      const problems = fleetProblems(last, expected);
      const found = (last?.running ?? []).map(({ taskId }) => taskId).sort();
      looks = problems.length === 0 && found.join() === tasks ? looks + 1 : 1;
      tasks = found.join();
      if (problems.length > 0) return problems;
      return looks < steadyLooks ? [`its tasks ran in ${looks} of ${steadyLooks} looks`] : [];
    },
  });
}
