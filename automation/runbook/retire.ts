import { retiringColor } from "../../release/routing";
import { isDeepStrictEqual } from "node:util";
import type { Color, CurrentRelease } from "../../release/state";
import { DeployError, StepFailed } from "../world/errors";
import {
  type Environment,
  environmentOf,
  observeFleet,
  type Part,
  partsOf,
} from "../world/environment";
import { applyUp, duringUp, owned, type Progress, requirePlace } from "./progress";
import { stoppedProblems } from "../world/readiness";
import type { Run } from "./run";
import { untilInSync } from "./switch";
import { steadyMs, waitUntil } from "./waitUntil";

/** A stopping task may take its deregistration delay and its stop time, and ECS some more. */
const graceSeconds = 120;

/**
 * Before the `up` that stops a fleet. Asked again, just before: a change of an `up` that had failed may have
 * arrived meanwhile. Whoever lost its place need not wait for records that another has moved.
 */
export async function beforeStop(run: Run, progress: Progress): Promise<void> {
  if (progress.environment.release.current) {
    await untilInSync(run, progress.environment, () => requirePlace(run, progress));
  }
  await requirePlace(run, progress);
}

/** Returns once nothing runs of the fleets that `found`, the release as it was before its stop, had to stop. */
export async function afterStop(
  run: Run,
  { environment }: Progress,
  found: CurrentRelease | null,
): Promise<void> {
  if (!found) return;
  const stopping = stoppingIn(run, environment, found);
  await untilStopped(run, environment, stopping).catch((error: unknown) => {
    if (environment.release.current) throw error;
    warnUnseen(run, stopping, error);
  });
}

/** With that `up` the release has ended: nothing is left to resume, only to tell. */
function warnUnseen({ ports: { reporter } }: Run, stopping: readonly Stopping[], error: unknown) {
  const expected = error instanceof StepFailed || error instanceof DeployError;
  if (!expected) throw error;
  reporter.warn(
    `${fleetNames(stopping)}: scaled to 0, but tasks are still running; the release is over`,
  );
  for (const reason of [error instanceof StepFailed ? error.what : error.found, ...error.reasons]) {
    reporter.warn(reason);
  }
}

type Stopping = Part & { color: Color };

function stoppingIn(run: Run, environment: Environment, current: CurrentRelease): Stopping[] {
  return partsOf(run.ports, environment, current).map((part) => ({
    ...part,
    color: retiringColor({ ...current, candidate: part.candidate }),
  }));
}

function fleetNames(fleets: readonly Stopping[]): string {
  return fleets.map(({ name, color }) => `${name} ${color}`).join(", ");
}

async function untilStopped(
  run: Run,
  environment: Environment,
  stopping: readonly Stopping[],
): Promise<void> {
  for (const { name, color, settings } of stopping) {
    const leaveSeconds = settings.kind === "api" ? settings.deregistrationSeconds : 0;
    const seconds = leaveSeconds + settings.stopSeconds + graceSeconds;
    await waitUntil(run.ports, {
      what: `${name} ${color} has stopped`,
      deadlineMs: steadyMs(run.ports.clock) + seconds * 1000,
      probe: async () => stoppedProblems(await observeFleet(run.ports, environment, name, color)),
    });
  }
}

/**
 * The `up` of a stop. Pulumi deletes last of all, after it has recorded that everything else is made: an `up`
 * that failed at that has stopped the fleet nevertheless, and the next `up` deletes what is left.
 */
export async function applyStop(
  ...[run, before, wanted, named]: Parameters<typeof applyUp>
): Promise<Progress> {
  try {
    return await applyUp(run, before, wanted, named);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const { stack, reporter } = run.ports;
    const deployed = await stack.read();
    const made = { ...owned(run, wanted), revision: wanted.revision + 1 };
    if (!isDeepStrictEqual(deployed.release, made)) throw error;
    for (const reason of error.reasons) reporter.warn(reason);
    reporter.warn("the fleet has stopped anyway; the next `up` deletes what is left");
    return {
      ...before,
      environment: environmentOf(stack.name, deployed),
      engine: duringUp(run, before.engine, wanted),
    };
  }
}
