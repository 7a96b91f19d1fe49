import { serviceState } from "../../release/state";
import { retiringColor } from "../../release/routing";
import { edgeTitle, namesOf } from "../world/edges";
import { type ApiPart, type Environment, partsOf } from "../world/environment";
import { fleetsBegunToStop } from "./oldFleets";
import type { InSync, Progress } from "./progress";
import type { Run } from "./run";
import { steadyMs } from "./waitUntil";
import { requireWell, type Retiring } from "./watch";

/** An API's fleet that clients may still reach. */
interface Left extends Retiring {
  part: ApiPart;
}

/**
 * The wait between switch and stop. Clients may hold the old load balancer's address for the TTL plus a margin,
 * counted from the moment the switch was in sync; then that load balancer gets some time to become quiet. As
 * long as a rollback is possible, production is watched: throws StepFailed when it degrades.
 */
export async function drain(run: Run, progress: Progress): Promise<void> {
  const { environment, inSync } = progress;
  const { current } = environment.release;
  if (!current || !inSync) return;
  const returns = current.phase === "returning";
  if (!(returns ? run.rules.drainOnReturn : run.rules.drain)) return;
  const all = partsOf(run.ports, environment, current).map((part) => ({
    part,
    color: retiringColor({ ...current, candidate: part.candidate }),
  }));
  const isLeft = (one: Retiring): one is Left =>
    one.part.kind === "api" &&
    serviceState(environment.release, one.part.name).fleets[one.color].size > 0;
  const retiring = all.filter(isLeft);
  // The origin of an adopted name: it stays, but until its TTL is over nobody has left it for sure.
  const fromOrigin =
    current.phase === "switched" && !current.leaves && all.some(hasOrigin(environment));
  const watch = !returns && (await fleetsBegunToStop(run, environment, current)).length === 0;
  // A worker has no clients to wait for, and its old fleet may have stopped; it is watched all the same.
  const watched = watch
    ? all.filter(
        (one) =>
          one.part.kind === "worker" || isLeft(one) || (fromOrigin && hasOrigin(environment)(one)),
      )
    : [];
  if (retiring.length > 0 || fromOrigin) {
    await untilTtlIsOver(run, progress, inSync, watched);
    await untilQuiet(run, progress, retiring, watched);
    run.measured.drainSeconds = (steadyMs(run.ports.clock) - inSync.atMs) / 1000;
  }
  // Once more before the point of no return: an alarm comes up to a minute late.
  await requireWell(run, progress, watched);
}

/** Clients leave the origin of its names, rather than a fleet. */
function hasOrigin({ release }: Environment): (one: Retiring) => boolean {
  return ({ part, color }) => {
    const { origin, fleets } = serviceState(release, part.name);
    return origin !== undefined && fleets[color].size === 0;
  };
}

/** When every client that honours the TTL has left the old address, in milliseconds on the steady clock. */
export function drainDeadlineMs(
  inSync: Pick<InSync, "atMs" | "ttlSeconds">,
  drainSettings: { ttlSeconds: number; marginSeconds: number },
): number {
  const ttlSeconds = Math.max(inSync.ttlSeconds, drainSettings.ttlSeconds);
  return inSync.atMs + (ttlSeconds + drainSettings.marginSeconds) * 1000;
}

async function untilTtlIsOver(
  run: Run,
  progress: Progress,
  inSync: InSync,
  watched: Retiring[],
): Promise<void> {
  const { clock, observer, reporter, stack } = run.ports;
  const deadlineMs = drainDeadlineMs(inSync, stack.settings.drain);
  for (;;) {
    const remainingMs = deadlineMs - steadyMs(clock);
    if (remainingMs <= 0) return;
    await requireWell(run, progress, watched);
    reporter.waiting(
      "the TTL and margin to pass; clients may still hold the old address",
      remainingMs / 1000,
    );
    await clock.sleep(Math.min(observer.pollMs, Math.max(0, deadlineMs - steadyMs(clock))));
  }
}

async function untilQuiet(
  run: Run,
  progress: Progress,
  retiring: Left[],
  watched: Retiring[],
): Promise<void> {
  const { clock, observer, reporter, stack } = run.ports;
  const deadlineMs = steadyMs(clock) + stack.settings.drain.maxQuietSeconds * 1000;
  for (;;) {
    const reasons = (
      await Promise.all(retiring.map((each) => stragglers(run, progress.environment, each)))
    ).flat();
    if (reasons.length === 0) return;
    const remainingMs = deadlineMs - steadyMs(clock);
    if (remainingMs <= 0) {
      reporter.note(`${reasons.join("; ")}; late clients are now forwarded to the new fleet`);
      return;
    }
    await requireWell(run, progress, watched);
    reporter.waiting(
      `the old load balancer to go quiet: ${reasons.join("; ")}`,
      remainingMs / 1000,
    );
    await clock.sleep(Math.min(observer.pollMs, remainingMs));
  }
}

async function stragglers(
  run: Run,
  { inventory }: Environment,
  { part, color }: Retiring,
): Promise<string[]> {
  const { observer, stack } = run.ports;
  const { quietSeconds } = stack.settings.drain;
  const all = namesOf(part.inventory);
  const sides = [...new Set(all.map(({ side }) => side))];
  const found = await Promise.all(
    sides.map(async (side) => {
      const { requests, windowSeconds } = await observer.traffic(
        inventory,
        color,
        part.inventory,
        quietSeconds,
        side,
      );
      if (requests === 0) return [];
      const names = all.filter((one) => one.side === side).map(({ name }) => name);
      const what = `${requests} requests for ${names.join(", ")}`;
      return [`${what} at the ${edgeTitle(color, side)} in ${windowSeconds} s`];
    }),
  );
  return found.flat();
}
