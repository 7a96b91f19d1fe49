import { isDeepStrictEqual } from "node:util";
import { retiringColor } from "../../release/routing";
import {
  type Color,
  type CurrentRelease,
  type ReleaseState,
  serviceState,
} from "../../release/state";
import { retire, retireAndStay } from "../../release/transitions";
import { DeployError, refused, StepFailed } from "../world/errors";
import {
  type Environment,
  environmentOf,
  observeFleet,
  type Part,
  partsOf,
} from "../world/environment";
import { hasHook } from "./hooks";
import { requirePlace } from "./place";
import { stoppedProblems } from "../world/readiness";
import { applyUp, ownedBy, type Run, step } from "./run";
import { untilInSync } from "./switch";
import { steadyMs, waitUntil } from "./waitUntil";
import type { Verb } from "../history/update";
import type { Deployed } from "../world/ports";

/** A stopping task may take its deregistration delay and its stop time, and ECS some more. */
const graceSeconds = 120;

/**
 * Ends the release under way: the edges forward what still comes to the fleet that serves, and the
 * other fleet stops. Returns once nothing of it runs.
 */
export function stopFleets(run: Run, environment: Environment, id: string): Promise<Environment> {
  const { current } = environment.release;
  if (!current) throw refused("no release is under way", "bluegreen status");
  const stopping = stoppingIn(run, environment, current);
  return step(run, id, stopWords(stopping, environment), async () => {
    // Asked again, just before: a change of an `up` that had failed may have arrived meanwhile. Who lost
    // its place need not wait for records that another has moved.
    await untilInSync(run, environment, () => requirePlace(run));
    await requirePlace(run);
    const { services } = run.ports.stack.settings;
    const stays =
      current.phase === "switched" &&
      !current.leaves &&
      hasHook(services, Object.keys(current.services), "afterRetire");
    const wanted = (stays ? retireAndStay : retire)(environment.release);
    const deployed = await applyStop(run, wanted, { verb: "retire", id: current.id });
    const after = environmentOf(run.ports.stack.name, deployed);
    await untilStopped(run, after, stopping).catch((error: unknown) => {
      if (after.release.current) throw error;
      warnUnseen(run, stopping, error);
    });
    return after;
  });
}

/** With that `up` the release has ended: nothing is left to resume, only to tell. */
function warnUnseen({ ports: { reporter } }: Run, stopping: readonly Stopping[], error: unknown) {
  const expected = error instanceof StepFailed || error instanceof DeployError;
  if (!expected) throw error;
  reporter.warn(
    `${fleetNames(stopping)}: told to stop, and not seen to have stopped; the release is over`,
  );
  for (const reason of [error instanceof StepFailed ? error.what : error.found, ...error.reasons]) {
    reporter.warn(reason);
  }
}

/** For who goes on with a release whose old fleets were told to stop: returns once nothing of them runs. */
export function awaitRetired(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
): Promise<void> {
  const stopping = stoppingIn(run, environment, current);
  return step(run, "6", `see that ${fleetNames(stopping)} have stopped`, () =>
    untilStopped(run, environment, stopping),
  );
}

type Stopping = Part & { color: Color };

function stoppingIn(run: Run, environment: Environment, current: CurrentRelease): Stopping[] {
  return partsOf(run.ports, environment, current).map((part) => ({
    ...part,
    color: retiringColor({ ...current, candidate: part.candidate }),
  }));
}

/** A worker's fleet may have stopped at its handover, or never started. */
function stopWords(stopping: readonly Stopping[], { release }: Environment): string {
  const still = stopping.filter(
    ({ name, kind, color }) => kind === "api" || serviceState(release, name).fleets[color].size > 0,
  );
  return still.length > 0 ? `stop ${fleetNames(still)}` : "end the release";
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

/** Ends a release whose old fleets have stopped. */
export async function closeRelease(run: Run, environment: Environment): Promise<Environment> {
  const id = environment.release.current?.id ?? "";
  const deployed = await applyUp(run, retire(environment.release), { verb: "close", id });
  return environmentOf(run.ports.stack.name, deployed);
}

/**
 * The `up` of a stop. The engine deletes last of all, after it has recorded that everything else is made:
 * an `up` that failed at that has stopped the fleet nevertheless, and the next `up` deletes what is left.
 */
async function applyStop(
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

/**
 * Takes steps 1-3 back. When the stage `up` itself failed, the deployed state knows nothing of the
 * candidate yet, and applying that state again removes whatever half of it came to be.
 */
export function undoStage(run: Run, environment: Environment, id: string): Promise<Environment> {
  if (environment.release.current) return stopFleets(run, environment, "undo");
  return step(run, "undo", "take back what was staged", async () => {
    await requirePlace(run);
    const deployed = await applyUp(run, environment.release, { verb: "undo", id });
    return environmentOf(run.ports.stack.name, deployed);
  });
}
