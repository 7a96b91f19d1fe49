import { settingsOf } from "../../config/definition";
import { retiringColor } from "../../release/routing";
import { type Color, type CurrentRelease, serviceState } from "../../release/state";
import { DeployError, StepFailed } from "../world/errors";
import { type Environment, observeFleet, type Part, partsOf } from "../world/environment";
import { longRequestsOf } from "./longRequests";
import { applyUp, duringUp, type Progress, requirePlace } from "./progress";
import { recordedDespite } from "./recorded";
import { stoppedProblems } from "../world/readiness";
import type { Run } from "./run";
import { untilInSync } from "./switch";
import { steadyMs, waitUntil } from "./waitUntil";

/** A stopping task may use all of its deregistration delay and stop time, and ECS needs some on top. */
const graceSeconds = 120;

/**
 * Before the `up` that stops a fleet. DNS is asked again at the last moment: a change made by an `up` that had
 * failed may have arrived meanwhile. A run that lost its place is refused at once, since the records that it
 * would wait for may have been moved by another.
 */
export async function beforeStop(run: Run, progress: Progress): Promise<void> {
  if (progress.environment.release.current) {
    await untilInSync(run, progress.environment, () => requirePlace(run, progress));
  }
  await requirePlace(run, progress);
}

/** Returns once the fleets that had to stop have stopped; `found` is the release as it was before the stop. */
export async function afterStop(
  run: Run,
  { environment }: Progress,
  found: CurrentRelease | null,
): Promise<void> {
  if (!found) return;
  const stopping = stoppingIn(run, environment, found);
  const colorOf = Object.fromEntries(stopping.map(({ name, color }) => [name, color]));
  if (hadClients(found)) {
    // As it was at the stop: with what both fleets need.
    const release = { ...environment.release, current: found };
    run.measured.longRequests = longRequestsOf(run.ports.stack.settings, release, colorOf);
  }
  await untilStopped(run, environment, stopping).catch((error: unknown) => {
    if (environment.release.current) throw error;
    warnStillRunning(run, stopping, error);
  });
}

/** Before a canary or the switch only tests have reached the fleet that stops. */
function hadClients({ phase }: CurrentRelease): boolean {
  return phase === "canary" || phase === "switched" || phase === "returning";
}

/** That `up` has ended the release, so there is nothing to resume: a warning is all that can be done. */
function warnStillRunning(
  { ports: { reporter } }: Run,
  stopping: readonly Stopping[],
  error: unknown,
) {
  const expected = error instanceof StepFailed || error instanceof DeployError;
  if (!expected) throw error;
  reporter.warn(
    `${fleetNames(stopping)}: scaled to 0, but tasks are still running; the release has ended`,
  );
  for (const reason of [error instanceof StepFailed ? error.what : error.found, ...error.reasons]) {
    reporter.warn(reason);
  }
}

type Stopping = Part & { color: Color };

function stoppingIn(run: Run, environment: Environment, current: CurrentRelease): Stopping[] {
  return partsOf(run.ports, environment, current).map((part) => {
    const color = retiringColor({ ...current, candidate: part.candidate });
    const fleet = serviceState(environment.release, part.name).fleets[color];
    return { ...part, color, settings: settingsOf(part.settings, fleet) } as Stopping;
  });
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

/** The `up` that stops fleets: if only a deletion failed, they have stopped all the same. */
export async function applyStop(
  ...[run, before, wanted, named]: Parameters<typeof applyUp>
): Promise<Progress> {
  try {
    return await applyUp(run, before, wanted, named);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const environment = await recordedDespite(run, wanted);
    if (!environment) throw error;
    const { reporter } = run.ports;
    for (const reason of error.reasons) reporter.warn(reason);
    reporter.warn("the fleet has stopped all the same; the next `up` deletes what is left");
    return { ...before, environment, engine: duringUp(run, before.engine, wanted) };
  }
}
