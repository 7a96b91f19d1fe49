import type { AuthoritativeAnswer } from "../world/ports";
import type { Environment } from "../world/environment";
import { nameIsGone, namePointsAt, partsOf, serviceInventory } from "../world/environment";
import { namesOf, placeTitle, type ServiceName } from "../world/edges";
import { recordedPlace } from "./evidence";
import { propagationSeconds } from "../world/nameLook";
import type { InSync } from "./progress";
import type { Run } from "./run";
import { steadyMs, untilNamed } from "./waitUntil";
import type { RecordPlace } from "../../release/routing";
import { type CurrentRelease, otherColor } from "../../release/state";

/** Largest TTL in seconds of the names that the release moves, as they are before the move. */
export function releasedTtlSeconds(run: Run, environment: Environment): Promise<number> {
  const { current } = environment.release;
  return liveTtlSeconds(run, environment, Object.keys(current?.services ?? {}));
}

/** Largest TTL in seconds of the services' production names as they are now. */
async function liveTtlSeconds(
  { ports }: Run,
  { inventory }: Pick<Environment, "inventory">,
  services: readonly string[],
): Promise<number> {
  const answers = await Promise.all(
    services.flatMap((service) =>
      namesOf(serviceInventory(inventory, service)).map(({ name }) =>
        ports.observer.resolve(inventory, name),
      ),
    ),
  );
  return largestTtl(answers.flat());
}

function largestTtl(answers: readonly AuthoritativeAnswer[]): number {
  return Math.max(0, ...answers.map(({ ttlSeconds }) => ttlSeconds ?? 0));
}

/**
 * Waits until every authoritative server answers what is recorded: the load balancer of each name, or that
 * there is no such name.
 */
export async function untilInSync(
  run: Run,
  environment: Environment,
  mayWait?: () => Promise<void>,
): Promise<{ inSync: InSync }> {
  const { clock, reporter } = run.ports;
  const { current } = environment.release;
  let ttlSeconds = current?.ttlSeconds ?? 0;
  let isUnseen = false;
  if (current && run.rules.verifyPropagation) {
    for (const { name, side, place } of productionNames(run, environment, current)) {
      const is = place ? `answers ${placeTitle(place, side)}` : "is gone";
      const what = `${name} ${is} at every authoritative server`;
      const unseen = await untilNamed(run.ports, { what, mayWait }, async () => {
        const found = await (place
          ? namePointsAt(run.ports, environment, name, place, side)
          : nameIsGone(run.ports, environment, name));
        // An answer of the origin keeps clients where nothing stops.
        if (place !== "origin") ttlSeconds = Math.max(ttlSeconds, largestTtl(found.answers));
        return found;
      });
      isUnseen ||= unseen.length > 0;
      unseen.forEach((line) =>
        reporter.warn(`${line}; the drain is ${propagationSeconds} s longer to allow for that`),
      );
    }
  }
  const laterMs = isUnseen ? propagationSeconds * 1000 : 0;
  return { inSync: { atMs: steadyMs(clock) + laterMs, ttlSeconds } };
}

function productionNames(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
): (ServiceName & { place: RecordPlace | null })[] {
  return partsOf(run.ports, environment, current).flatMap((part) => {
    const edge = current.phase === "returning" ? otherColor(part.candidate) : part.candidate;
    const recorded = environment.release.services[part.name]?.activeColor ?? null;
    if (recorded !== null && recorded !== edge) return [];
    return namesOf(part.inventory).map((one) => ({
      ...one,
      place: recordedPlace(environment.release, part.name, one),
    }));
  });
}
