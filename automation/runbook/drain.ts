import { type Color, otherColor, serviceState } from "../../release/state";
import { retiringColor } from "../../release/routing";
import { StepFailed } from "../errors";
import { type Environment, observeFleet, type Part, partsOf } from "./environment";
import { healthyTargets } from "./readiness";
import { type Run, step } from "./run";
import type { InSync } from "./switch";
import { steadyMs } from "./waitUntil";

/**
 * Between switch and stop. Clients may hold the old edge's address for the TTL and some more, counted
 * from the moment the switch was in sync; then the old edge gets some time to become quiet. `watch`es
 * production meanwhile, where it has somewhere to return to: throws StepFailed when it is unwell.
 */
export async function drain(
  run: Run,
  inSync: InSync,
  { watch }: { watch: boolean },
): Promise<void> {
  const { current } = inSync.environment.release;
  if (!current) return;
  const retiring = partsOf(run.ports, inSync.environment, current).flatMap((part) => {
    const color = retiringColor({ ...current, candidate: part.candidate });
    const size = serviceState(inSync.environment.release, part.name).fleets[color].size;
    return size > 0 ? [{ part, color }] : [];
  });
  const applies = current.phase === "returning" ? run.rules.drainOnReturn : run.rules.drain;
  if (retiring.length === 0 || !applies) return;
  const watched = watch ? retiring : [];
  const fleets = retiring.map(({ part, color }) => `${part.name} ${color}`).join(", ");
  await step(run, "drain", `let clients leave ${fleets}`, async () => {
    await untilTtlIsOver(run, inSync, watched);
    await untilQuiet(run, inSync.environment, retiring, watched);
  });
  run.measured.drainSeconds = (steadyMs(run.ports.clock) - inSync.atMs) / 1000;
}

/** When a client that honours the TTL no longer uses the old address, on the steady clock in milliseconds. */
export function drainDeadlineMs(
  inSync: Pick<InSync, "atMs" | "ttlSeconds">,
  drainSettings: { ttlSeconds: number; marginSeconds: number },
): number {
  const ttlSeconds = Math.max(inSync.ttlSeconds, drainSettings.ttlSeconds);
  return inSync.atMs + (ttlSeconds + drainSettings.marginSeconds) * 1000;
}

interface Retiring {
  part: Part;
  color: Color;
}

async function untilTtlIsOver(run: Run, inSync: InSync, watched: Retiring[]): Promise<void> {
  const { clock, observer, reporter, stack } = run.ports;
  const deadlineMs = drainDeadlineMs(inSync, stack.settings.drain);
  for (;;) {
    const remainingMs = deadlineMs - steadyMs(clock);
    if (remainingMs <= 0) return;
    for (const each of watched) await requireWell(run, inSync.environment, each);
    reporter.waiting(
      "the TTL and its margin: clients may hold the old address",
      remainingMs / 1000,
    );
    await clock.sleep(Math.min(observer.pollMs, Math.max(0, deadlineMs - steadyMs(clock))));
  }
}

async function untilQuiet(
  run: Run,
  environment: Environment,
  retiring: Retiring[],
  watched: Retiring[],
): Promise<void> {
  const { clock, observer, reporter, stack } = run.ports;
  const deadlineMs = steadyMs(clock) + stack.settings.drain.maxQuietSeconds * 1000;
  for (;;) {
    const reasons = (
      await Promise.all(retiring.map((each) => stragglers(run, environment, each)))
    ).flat();
    if (reasons.length === 0) return;
    const remainingMs = deadlineMs - steadyMs(clock);
    if (remainingMs <= 0) {
      reporter.note(`${reasons.join("; ")}: these are forwarded to the new fleet from here on`);
      return;
    }
    for (const each of watched) await requireWell(run, environment, each);
    reporter.waiting(`the old edge to be quiet: ${reasons.join("; ")}`, remainingMs / 1000);
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
  const { requests, windowSeconds } = await observer.traffic(
    inventory,
    color,
    part.inventory,
    quietSeconds,
  );
  if (requests === 0) return [];
  return [
    `${requests} requests for ${part.productionName} at the ${color} edge in ${windowSeconds} s`,
  ];
}

/** Fewer than half of the tasks healthy at the edge that production uses is a reason to go back. */
async function requireWell(
  run: Run,
  environment: Environment,
  { part, color }: Retiring,
): Promise<void> {
  const serving = otherColor(color);
  const { size } = serviceState(environment.release, part.name).fleets[serving];
  const health = await observeFleet(run.ports, environment, part.name, serving);
  const healthy = healthyTargets(health, serving);
  if (healthy * 2 >= size) return;
  throw new StepFailed(`production of ${part.name} got unwell on ${serving}`, [
    `${healthy} of ${size} targets are healthy at the ${serving} edge`,
    ...(health?.targets ?? [])
      .filter((target) => target.edge === serving && target.state !== "healthy")
      .map(({ target, state, reason }) => `target ${target} is ${state}: ${reason}`),
    ...(health?.stopped ?? [])
      .slice(0, 3)
      .map(({ taskId, reason }) => `task ${taskId} stopped: ${reason}`),
  ]);
}
