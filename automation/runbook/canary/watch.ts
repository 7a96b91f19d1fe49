import { otherColor } from "../../../release/state";
import { readDelayMinutes } from "../../../statistics/canary/judge";
import { type CanarySteps, sharesOf } from "../../../release/canary";
import { type ApiPart, apisOf, type Environment, partsOf } from "../../world/environment";
import { Stopped } from "../../world/errors";
import type { MinuteSpan } from "../../world/metrics";
import type { Ports } from "../../world/ports";
import { isLong, minuteAt, productionTraffic } from "../../world/productionTraffic";
import type { Progress } from "../progress";
import type { Run } from "../run";
import {
  addMinutes,
  addPercentiles,
  type Baking,
  beginBaking,
  reasonsAgainst,
  unknownLatencies,
} from "./baking";

/** A service of which the candidate has a share. */
export type Watched = ApiPart & { percent: number };

export function watchedOf({ ports }: Run, environment: Environment): Watched[] {
  const { current } = environment.release;
  const shares = sharesOf(current!);
  return apisOf(partsOf(ports, environment, current!)).flatMap((part) => {
    const percent = shares[part.name];
    return percent === undefined ? [] : [{ ...part, percent }];
  });
}

/** The whole minutes for which shares serve. One in which they changed belongs to neither. */
export function minutesOfRound({ metrics, clock }: Ports, minutes: number): MinuteSpan {
  const from = minuteAt(metrics, clock) + 1;
  return { from, to: from + minutes };
}

/** What this run knows before it has seen anything of the canary. */
export async function beginWatching(
  run: Run,
  { environment }: Progress,
  steps: CanarySteps,
): Promise<Record<string, Baking>> {
  const { settings } = run.ports.stack;
  const begun = Object.entries(steps).map(async ([name, all]) => {
    const service = settings.services[name];
    if (service?.kind !== "api" || !service.canary) return [];
    const { candidate, share = 0 } = environment.release.current!.services[name]!;
    const serving = { name, color: otherColor(candidate), settings: service };
    const traffic = await productionTraffic(run.ports, environment.inventory, serving).catch(
      (error: unknown) => {
        if (error instanceof Stopped) throw error;
        // By now users are on the candidate: it is watched, whatever is known of the time before.
        run.ports.reporter.note(
          `${name}: the metrics before the canary are unknown: ${String(error)}`,
        );
        return null;
      },
    );
    const left = all.filter(({ percent }) => percent >= share);
    return [[name, beginBaking(service.canary, left, traffic)] as const];
  });
  return Object.fromEntries((await Promise.all(begun)).flat());
}

/** Reads those of the minutes that can be read by now; `next` is the first one that can't. */
export async function watch(
  run: Run,
  { canary = {}, environment }: Progress,
  watched: readonly Watched[],
  wanted: MinuteSpan,
): Promise<{ canary: Readonly<Record<string, Baking>>; next: number }> {
  const { metrics, clock } = run.ports;
  const to = Math.min(wanted.to, minuteAt(metrics, clock) - readDelayMinutes);
  if (to <= wanted.from) return { canary, next: wanted.from };
  const span = { from: wanted.from, to };
  const seen = watched.map(async (part) => {
    const { name, candidate, inventory } = part;
    const before = canary[name];
    // Somebody has removed `canary` from its settings.
    if (!before) return [];
    const how = { isLong: isLong(part.settings), bounds: before.bounds };
    const minutes = await metrics.minutes(environment.inventory, inventory, span, how);
    let after = addMinutes(before, minutes, part);
    for (const block of unknownLatencies(after)) {
      const { from, to: last } = block;
      const asked = { from, to: last + 1 };
      const found = await metrics.percentiles(environment.inventory, inventory, asked);
      after = addPercentiles(after, block, found, candidate);
    }
    return [[name, after] as const];
  });
  const found = (await Promise.all(seen)).flat();
  return { canary: { ...canary, ...Object.fromEntries(found) }, next: to };
}

/** Why the candidate is to be rolled back, a line each. */
export function reasonsOf(
  canary: Readonly<Record<string, Baking>>,
  { name }: Pick<Watched, "name">,
): string[] {
  const baking = canary[name];
  return (baking ? reasonsAgainst(baking) : []).map((reason) => `${name}: ${reason}`);
}
