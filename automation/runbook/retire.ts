import { retiringColor } from "../../release/routing";
import { retire, retireAndStay } from "../../release/transitions";
import { refused } from "../errors";
import { applyStop } from "./applyStop";
import { type Environment, environmentOf, observeFleet, partsOf } from "./environment";
import { hasHook } from "./hooks";
import { requirePlace } from "./place";
import { stoppedProblems } from "./readiness";
import { applyUp, type Run, step } from "./run";
import { untilInSync } from "./switch";
import { steadyMs, waitUntil } from "./waitUntil";

/** A stopping task may take its deregistration delay and its stop time, and ECS some more. */
const graceSeconds = 120;

/**
 * Ends the release under way: the edges forward what still comes to the fleet that serves, and the
 * other fleet stops. Returns once nothing of it runs.
 */
export function stopFleets(run: Run, environment: Environment, id: string): Promise<Environment> {
  const { current } = environment.release;
  if (!current) throw refused("no release is under way", "bluegreen status");
  const stopping = partsOf(run.ports, environment, current).map((part) => ({
    ...part,
    color: retiringColor({ ...current, candidate: part.candidate }),
  }));
  const fleets = stopping.map(({ name, color }) => `${name} ${color}`).join(", ");
  return step(run, id, `stop ${fleets}`, async () => {
    // Who lost its place is told so now, and need not wait for records that another has moved.
    await requirePlace(run);
    // Asked again, just before: a change of an `up` that had failed may have arrived meanwhile.
    await untilInSync(run, environment);
    await requirePlace(run);
    const { services } = run.ports.stack.settings;
    const stays =
      current.phase === "switched" &&
      hasHook(services, Object.keys(current.services), "afterRetire");
    const wanted = (stays ? retireAndStay : retire)(environment.release);
    const deployed = await applyStop(run, wanted, { verb: "retire", id: current.id });
    const after = environmentOf(run.ports.stack.name, deployed);
    for (const { name, color, settings } of stopping) {
      const seconds = settings.deregistrationSeconds + settings.stopSeconds + graceSeconds;
      await waitUntil(run.ports, {
        what: `${name} ${color} has stopped`,
        deadlineMs: steadyMs(run.ports.clock) + seconds * 1000,
        probe: async () => stoppedProblems(await observeFleet(run.ports, after, name, color)),
      });
    }
    return after;
  });
}

/** Ends a release whose old fleets have stopped. */
export async function closeRelease(run: Run, environment: Environment): Promise<Environment> {
  const id = environment.release.current?.id ?? "";
  const deployed = await applyUp(run, retire(environment.release), { verb: "close", id });
  return environmentOf(run.ports.stack.name, deployed);
}
