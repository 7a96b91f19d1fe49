import { equalPercent } from "../../statistics/canary/judge";
import type { FleetMinute, Minute } from "../../statistics/canary/minute";
import { sumOf } from "../../statistics/canary/quantiles";
import { autoregression, Draws, normalBelow } from "./draws";

/** What is not the version's fault. Deviations are of logarithms. */
export interface World {
  name: string;
  noise: { latency: number; errors: number; correlation: number };
  /** Persistent, drawn once for each release. */
  hostDifference: { latency: number; errors: number };
  pauses: { share: number; slowdown: number };
  /** Of minutes of one fleet, in which many requests fail. */
  errorBursts: number;
  coldStart: { slowdown: number; minutes: number };
}

export const typical: World = {
  name: "typical",
  noise: { latency: 0.04, errors: 0.2, correlation: 0.5 },
  hostDifference: { latency: 0.02, errors: 0.1 },
  pauses: { share: 0.02, slowdown: 1.2 },
  errorBursts: 0,
  coldStart: { slowdown: 2, minutes: 1 },
};

/** As typical, but for errors. */
export const rough: World = {
  ...typical,
  name: "rough",
  noise: { latency: 0.04, errors: 0.3, correlation: 0.7 },
  hostDifference: { latency: 0.02, errors: 0.15 },
  errorBursts: 0.01,
};

export const harsh: World = {
  name: "harsh",
  noise: { latency: 0.08, errors: 0.4, correlation: 0.8 },
  hostDifference: { latency: 0.03, errors: 0.25 },
  pauses: { share: 0.03, slowdown: 1.4 },
  errorBursts: 0.01,
  coldStart: { slowdown: 2.5, minutes: 1.5 },
};

export interface Release {
  seed: number;
  /** Of both fleets together. */
  requestsPerMinute: number;
  /** How many times as slow as the old version the candidate is. */
  ratio: number;
  errorShares: { old: number; candidate: number };
  /** The candidate's share of each minute. */
  percents: readonly number[];
  latencyBounds: readonly number[];
}

const endpoints = [
  { ms: 15, sigma: 0.5, weight: 0.5 },
  { ms: 50, sigma: 0.8, weight: 0.35 },
  { ms: 200, sigma: 1.2, weight: 0.15 },
];
const slow = { ms: 1500, sigma: 0.3, share: 0.01 };
/** Both fleets see these alike. */
const common = { rateNoise: 0.1, latencyNoise: 0.05, correlation: 0.8 };
const wave = { rate: 0.3, latency: 0.1, minutes: 1440 };
const bursts = { share: 0.03, rate: 3 };
/** A minute's mix of endpoints varies more than chance: deviation of ln(weight). */
const mixNoise = 0.03;
const errorBurst = { from: 0.05, to: 0.3 };

/** The minutes of one release, as the load balancers' metrics show them. */
export function minutesOf(world: World, release: Release): Minute[] {
  const draws = new Draws(release.seed);
  const rateNoise = autoregression(draws, common.rateNoise, common.correlation);
  const latencyNoise = autoregression(draws, common.latencyNoise, common.correlation);
  const day = draws.part() * 2 * Math.PI;
  const old = fleet(world, draws, release.latencyBounds);
  const candidate = fleet(world, draws, release.latencyBounds);
  const host = {
    latency: world.hostDifference.latency * draws.normal(),
    errors: world.hostDifference.errors * draws.normal(),
  };
  let equalMinutes = 0;
  return release.percents.map((percent, minute) => {
    const phase = Math.sin(day + (2 * Math.PI * minute) / wave.minutes);
    const level = wave.latency * phase + latencyNoise();
    const crowd = draws.happens(bursts.share) ? bursts.rate : 1;
    const rate =
      release.requestsPerMinute * (1 + wave.rate * phase) * crowd * Math.exp(rateNoise());
    const requests = draws.poisson(rate);
    const ofCandidate = draws.binomial(requests, percent / 100);
    const cold = coldness(world, percent === equalPercent ? equalMinutes++ : 0);
    return {
      minute,
      old: old(requests - ofCandidate, level, release.errorShares.old),
      candidate: candidate(
        ofCandidate,
        level + Math.log(release.ratio) + host.latency + cold,
        release.errorShares.candidate * Math.exp(host.errors),
      ),
    };
  });
}

function coldness({ coldStart }: World, minute: number): number {
  const part = Math.min(1, Math.max(0, coldStart.minutes - minute));
  return part * Math.log(coldStart.slowdown);
}

function fleet(world: World, draws: Draws, bounds: readonly number[]) {
  const { noise, pauses, errorBursts } = world;
  const latencyNoise = autoregression(draws, noise.latency, noise.correlation);
  const errorNoise = autoregression(draws, noise.errors, noise.correlation);
  const logBounds = bounds.map(Math.log);
  return (requests: number, level: number, errorShare: number): FleetMinute => {
    const pause = draws.happens(pauses.share) ? Math.log(pauses.slowdown) : 0;
    const burst = draws.happens(errorBursts)
      ? errorBurst.from + (errorBurst.to - errorBurst.from) * draws.part()
      : 0;
    const failing = Math.min(1, errorShare * Math.exp(errorNoise()) + burst);
    return {
      requests,
      errors: draws.binomial(requests, failing),
      latencyCounts: latencyCounts(draws, requests, level + latencyNoise() + pause, logBounds),
    };
  };
}

/** Given the minute's level, requests are independent: their counts in buckets are multinomial. */
function latencyCounts(
  draws: Draws,
  requests: number,
  level: number,
  logBounds: readonly number[],
): number[] {
  const weights = endpoints.map(({ weight }) => weight * Math.exp(mixNoise * draws.normal()));
  const sum = sumOf(weights);
  const parts = endpoints.map(({ ms, sigma }, index) => ({
    center: Math.log(ms) + level,
    sigma,
    weight: ((1 - slow.share) * weights[index]!) / sum,
  }));
  parts.push({ center: Math.log(slow.ms) + level, sigma: slow.sigma, weight: slow.share });
  const counts: number[] = [];
  let [left, below] = [requests, 0];
  for (const bound of logBounds) {
    let upTo = 0;
    if (left > 0)
      for (const part of parts)
        upTo += part.weight * normalBelow((bound - part.center) / part.sigma);
    const count = left > 0 ? draws.binomial(left, Math.min(1, (upTo - below) / (1 - below))) : 0;
    counts.push(count);
    left -= count;
    below = upTo;
  }
  counts.push(left);
  return counts;
}
