import {
  beginCanary,
  equalPercent,
  type Finding,
  judge,
  type Step,
} from "../../statistics/canary/judge";
import { latencyBounds, percentilesOf, sumOf } from "../../statistics/canary/quantiles";
import type { Traffic } from "../../statistics/canary/reach";
import type { Sequence } from "../../statistics/canary/sequence";
import { minutesOf, type Release, typical, type World } from "./world";

export const rules = { falseAlarmPercent: 1, maxSlowdown: 1.1 };

/** One kind of release, tried many times. */
export interface Trial {
  world: World;
  requestsPerMinute: number;
  ratio: number;
  errorShares: Release["errorShares"];
  steps: readonly Step[];
}

export interface Returned {
  kind: Finding["kind"];
  /** How many minutes of metrics it took. */
  minutes: number;
}

/** Of many typical requests: what an operator would read from production's metrics. */
export const typicalLatencies = measureTypical();
export const bounds = latencyBounds(typicalLatencies);

export function trafficOf({ requestsPerMinute, errorShares }: Trial): Traffic {
  const { p50, p90 } = typicalLatencies;
  return { requestsPerMinute, p50, p90, errorShare: errorShares.old };
}

/** When and why the release with this seed is rolled back; undefined if it is not. */
export function outcomeOf(trial: Trial, seed: number): Returned | undefined {
  let state = beginCanary({ ...rules, steps: trial.steps, latencyBounds: bounds });
  const release = releaseOf(trial, seed);
  for (const minute of minutesOf(trial.world, release)) {
    state = judge(state, minute, release.percents[minute.minute]!);
    if (state.findings.length > 0)
      return { kind: state.findings[0]!.kind, minutes: minute.minute + 1 };
  }
  return undefined;
}

/** All medians of a release that nothing ends early. */
export function sequenceOf(trial: Trial, seed: number): Sequence {
  const lenient = { falseAlarmPercent: 1, maxSlowdown: Infinity };
  const release = releaseOf(trial, seed);
  return minutesOf(trial.world, release).reduce(
    (state, minute) => judge(state, minute, release.percents[minute.minute]!),
    beginCanary({ ...lenient, steps: trial.steps, latencyBounds: bounds }),
  ).latency.p50.sequence;
}

/**
 * What most people would do: a Mann-Whitney test of all requests so far, at every minute, at one percent.
 * It takes requests for independent, and each look for the only one.
 */
export function plainTestReturns(trial: Trial, seed: number, minutes: number): boolean {
  const all = [bounds, bounds].map(() => new Array<number>(bounds.length + 1).fill(0));
  const release = releaseOf(trial, seed);
  const equal = minutesOf(trial.world, release).filter(
    ({ minute }) => release.percents[minute] === equalPercent,
  );
  return equal.slice(0, minutes).some(({ old, candidate }) => {
    [old, candidate].forEach(({ latencyCounts }, fleet) =>
      latencyCounts!.forEach((count, bucket) => (all[fleet]![bucket]! += count)),
    );
    return mannWhitney(all[0]!, all[1]!) > 2.326;
  });
}

/** How far the second sample lies above the first, in standard deviations, with ties in buckets. */
export function mannWhitney(first: readonly number[], second: readonly number[]): number {
  const [n, m] = [sumOf(first), sumOf(second)];
  let [above, below, ties] = [0, 0, 0];
  second.forEach((count, bucket) => {
    above += count * (below + first[bucket]! / 2);
    below += first[bucket]!;
    ties += (count + first[bucket]!) ** 3 - (count + first[bucket]!);
  });
  const all = n + m;
  const variance = ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)));
  return variance > 0 ? (above - (n * m) / 2) / Math.sqrt(variance) : 0;
}

function releaseOf({ requestsPerMinute, ratio, errorShares, steps }: Trial, seed: number): Release {
  const percents = steps.flatMap(({ percent, minutes }) =>
    new Array<number>(minutes).fill(percent),
  );
  return { seed, requestsPerMinute, ratio, errorShares, percents, latencyBounds: bounds };
}

function measureTypical(): { p10: number; p50: number; p90: number; p99: number } {
  const fine = Array.from({ length: 400 }, (_, index) => 1.03 ** index);
  const percents = new Array<number>(600).fill(5);
  const minutes = minutesOf(typical, {
    seed: 1,
    requestsPerMinute: 6000,
    ratio: 1,
    errorShares: { old: 0, candidate: 0 },
    percents,
    latencyBounds: fine,
  });
  const counts = minutes.reduce(
    (sums, { old }) => sums.map((sum, bucket) => sum + old.latencyCounts![bucket]!),
    new Array<number>(fine.length + 1).fill(0),
  );
  let below = 0;
  const p10 = fine[counts.findIndex((count) => (below += count) >= sumOf(counts) / 10)]!;
  return { ...percentilesOf(fine, counts), p10 };
}
