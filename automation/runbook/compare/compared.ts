import { median } from "../../../statistics/median";
import { pairedRatio, type Ratio } from "../../../statistics/pairedRatio";
import { leastPairs, pairsNeeded, type Verdict, verdictOf } from "../../../statistics/verdict";
import type { CompareSettings } from "../../../config/schema";
import { containing } from "./differing";
import type { Sample } from "./sample";

/** How the new version of a service compares with the one in production, for one request. */
export interface Compared {
  service: string;
  /** Such as `GET /users/1`. */
  request: string;
  verdict: Verdict;
  /** How many times as slow it may be. */
  maxSlowdown: number;
  /** Pairs that the ratio is based on. */
  pairs: number;
  /** Medians in milliseconds; null without enough pairs, as are the ratios. */
  oldMs: number | null;
  newMs: number | null;
  /** Latency of new to old: 0.5 is twice as fast. */
  newToOld: Ratio | null;
  /** The old version against itself: the ratio from noise alone. */
  oldToOld: Ratio | null;
  /** Pairs whose answers did not differ, of `of`. */
  equal: number;
  of: number;
  /** What differs between new and old, and not between old and old: JSON pointers, or the status. */
  differing: string[];
  /** About how many pairs a clear verdict needs; null if it is clear, or not known. */
  pairsNeeded: number | null;
}

/** The new version may take over: it is proven fast enough, and answers like the old one. */
export function passes({ verdict, differing }: Pick<Compared, "verdict" | "differing">): boolean {
  return (verdict === "faster" || verdict === "notSlower") && differing.length === 0;
}

/** More pairs would not let it pass. */
export function isLost({ verdict, differing }: Pick<Compared, "verdict" | "differing">): boolean {
  return verdict === "slower" || differing.length > 0;
}

export function comparedRequests(
  service: string,
  { requests, maxSlowdown }: CompareSettings,
  samples: readonly Sample[],
): Compared[] {
  return requests.map(({ method, path }, index) => ({
    ...{ service, request: `${method} ${path}`, maxSlowdown },
    ...latencies(
      samples.flatMap(({ request, seconds }) => (request === index && seconds ? [seconds] : [])),
      maxSlowdown,
    ),
    ...answers(samples.filter(({ request }) => request === index)),
  }));
}

type Latencies = Omit<
  Compared,
  "service" | "request" | "maxSlowdown" | "equal" | "of" | "differing"
>;

function latencies(
  seconds: readonly NonNullable<Sample["seconds"]>[],
  maxSlowdown: number,
): Latencies {
  const pairs = seconds.length;
  if (pairs < leastPairs) {
    const unknown = { oldMs: null, newMs: null, newToOld: null, oldToOld: null };
    return { verdict: "unclear", pairs, ...unknown, pairsNeeded: null };
  }
  const logRatios = seconds.map((one) => Math.log(one.new / one.old));
  const newToOld = pairedRatio(logRatios);
  const verdict = verdictOf(newToOld, maxSlowdown);
  return {
    ...{ verdict, pairs, newToOld },
    oldMs: median(seconds.map(({ old }) => old)) * 1000,
    newMs: median(seconds.map((one) => one.new)) * 1000,
    oldToOld: pairedRatio(seconds.map(({ old, again }) => Math.log(again / old))),
    pairsNeeded: verdict === "unclear" ? pairsNeeded(logRatios, maxSlowdown) : null,
  };
}

function answers(samples: readonly Sample[]): Pick<Compared, "equal" | "of" | "differing"> {
  const byNew = counts(samples.map(({ newDiffers }) => newDiffers));
  const byOld = counts(samples.map(({ oldDiffers }) => oldDiffers));
  const differing = new Set([...byNew.keys()].filter((place) => !isNoise(place, byNew, byOld)));
  const equal = samples.filter(({ newDiffers }) => !newDiffers.some((one) => differing.has(one)));
  return {
    equal: equal.length,
    of: samples.length,
    differing: [...differing]
      .map((place) => (place === "status" ? statuses(samples) : place))
      .sort(),
  };
}

/**
 * A field that changes by itself, such as a timestamp, differs between two answers of the old
 * version about as often as between old and new.
 */
function isNoise(
  place: string,
  byNew: ReadonlyMap<string, number>,
  byOld: ReadonlyMap<string, number>,
): boolean {
  const times = containing(place).reduce((sum, one) => sum + (byOld.get(one) ?? 0), 0);
  return byNew.get(place)! <= manyTimes * times;
}

const manyTimes = 4;

function counts(places: readonly (readonly string[])[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const place of places.flat()) found.set(place, (found.get(place) ?? 0) + 1);
  return found;
}

/** The first of those that differ, such as `status 200 -> 500`. */
function statuses(samples: readonly Sample[]): string {
  const { old, new: candidate } = samples.find((one) =>
    one.newDiffers.includes("status"),
  )!.statuses;
  return `status ${old} -> ${candidate}`;
}
