import { type FleetMinute, type Minute } from "./minute";
import { type Percentiles, percentilesOf, sumOf } from "./quantiles";
import { type Observation } from "./sequence";

/** p50 and p90 are decided on, p99 is only reported. */
export const statistics = ["p50", "p90", "p99"] as const;
export type Statistic = (typeof statistics)[number];

/** Consecutive minutes that are judged together, with their latencies where buckets are known. */
export interface Block {
  statistic: Statistic;
  /** The first and the last minute. */
  from: number;
  to: number;
  /** Minutes with data; may be fewer than `to - from + 1`. */
  minutes: number;
  /** [old, candidate] */
  requests: readonly [number, number];
  counts?: readonly [readonly number[], readonly number[]];
}

/** Latencies of both fleets over one block. */
export interface BlockLatencies {
  old: Percentiles;
  candidate: Percentiles;
  /** [old, candidate]: of how many requests they are, if not of all of the block's. */
  requests?: readonly [number, number];
}

export const leastBlockMinutes = 3;
export const leastBlockRequests: Record<Statistic, number> = { p50: 20, p90: 50, p99: 500 };

/**
 * `k`: standard error of a quantile, for one request, on the scale of normal deviates. That scale is
 * taken from the distance between two percentiles, which is `g` normal deviates.
 */
export const errorOf: Record<
  Statistic,
  { k: number; near: keyof Percentiles; far: keyof Percentiles; g: number }
> = {
  p50: { k: 1.2533, near: "p50", far: "p90", g: 1.2816 },
  p90: { k: 1.7094, near: "p90", far: "p99", g: 1.0447 },
  p99: { k: 3.7332, near: "p90", far: "p99", g: 1.0447 },
};
const leastLogDistance = 0.05;

/** Adds a minute; without numbers for both fleets it tells nothing, and the block stays as it is. */
export function addMinute(
  block: Block | undefined,
  statistic: Statistic,
  { minute, old, candidate }: Minute,
  bucketCount: number | undefined,
): Block | undefined {
  const [first, second] = [latencyOf(old, bucketCount), latencyOf(candidate, bucketCount)];
  if (first === undefined || second === undefined) return block;
  const counts =
    first.counts && second.counts
      ? ([
          sumOfBoth(block?.counts?.[0], first.counts),
          sumOfBoth(block?.counts?.[1], second.counts),
        ] as const)
      : undefined;
  return {
    statistic,
    from: block?.from ?? minute,
    to: minute,
    minutes: (block?.minutes ?? 0) + 1,
    requests: [
      (block?.requests[0] ?? 0) + first.requests,
      (block?.requests[1] ?? 0) + second.requests,
    ],
    ...(counts && { counts }),
  };
}

export function isComplete({ statistic, minutes, requests }: Block): boolean {
  return minutes >= leastBlockMinutes && Math.min(...requests) >= leastBlockRequests[statistic];
}

/** Percentiles from the block's buckets; nothing if it was collected without. */
export function latenciesOf(
  { counts }: Block,
  bounds: readonly number[] | undefined,
): BlockLatencies | undefined {
  if (!counts || !bounds) return undefined;
  return { old: percentilesOf(bounds, counts[0]), candidate: percentilesOf(bounds, counts[1]) };
}

/** The block's log ratio; nothing from percentiles that can't be latencies. */
export function observationOf(
  { statistic, requests: all }: Pick<Block, "statistic" | "requests">,
  { old, candidate, requests = all }: BlockLatencies,
): Observation | undefined {
  const { k, near, far, g } = errorOf[statistic];
  const fleets = [old, candidate];
  if (!fleets.every((fleet) => [statistic, near, far].every((name) => isLatency(fleet[name]))))
    return undefined;
  const u = fleets.reduce((sum, fleet, index) => {
    const deviation = Math.max(Math.log(fleet[far] / fleet[near]), leastLogDistance) / g;
    return sum + (k * deviation) ** 2 / requests[index]!;
  }, 0);
  return { x: Math.log(candidate[statistic] / old[statistic]), u };
}

/** What a minute adds to a block: without requests there is nothing to know, and that is known. */
function latencyOf(
  { requests, latencyCounts }: FleetMinute,
  bucketCount: number | undefined,
): { requests: number; counts?: readonly number[] } | undefined {
  if (bucketCount === undefined) return requests === undefined ? undefined : { requests };
  if (latencyCounts) return { requests: sumOf(latencyCounts), counts: latencyCounts };
  return requests === 0 ? { requests, counts: new Array<number>(bucketCount).fill(0) } : undefined;
}

function sumOfBoth(
  one: readonly number[] | undefined,
  other: readonly number[],
): readonly number[] {
  return one ? other.map((count, index) => count + one[index]!) : other;
}

const isLatency = (value: number) => Number.isFinite(value) && value > 0;
