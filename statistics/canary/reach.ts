import { hostAllowance } from "../pairedRatio";
import { errorOf, leastBlockMinutes, leastBlockRequests } from "./block";
import { limitFor, mostLogGain, partOfErrors, tempering, toleratedFactor } from "./errorRule";
import {
  type CanaryRules,
  equalPercent,
  latencySource,
  type LatencySource,
  readDelayMinutes,
  settlingMinutes,
  type Step,
} from "./judge";
import { blockNoise, halfWidth } from "./sequence";
import { decidingAlpha } from "./slowdown";

/** What production gets, as far as metrics tell. */
export interface Traffic {
  /** Of all clients, whichever fleet serves them. */
  requestsPerMinute: number;
  /** Latencies of the old version, in any unit; absent when unknown. */
  p50?: number;
  p90?: number;
  /** 5xx answers of the old version as a part of all, 0.001 for 0.1 %. */
  errorShare: number;
}

/** What a canary can find. */
export interface Reach {
  /** Ratios that half the canaries find in their time; minutes at equal shares. Smallest first. */
  slower: readonly { ratio: number; minutes: number }[];
  latency: LatencyReach;
  latencyFrom: LatencySource;
  /** Error rates, and the minute of the canary in which half the canaries find them. Smallest first. */
  errors: readonly { from: number; to: number; minutes: number }[];
  errorRates: ErrorReach;
}

/** Why latency is judged or not. */
export type LatencyReach =
  "judged" | "noEqualShares" | "unknownLatency" | "tooFewMinutes" | "tooFewRequests";

/** Why errors are judged or not. */
export type ErrorReach = "judged" | "noOldRequests" | "productionFails" | "tooFewRequests";

/** For this `maxSlowdown` or a smaller one. A canary that only finds more is not said to judge latency. */
const ratios = { maxSlowdown: 1.1, announced: [1.25, 1.5, 2] };
const errorShares = [0.01, 0.05, 0.2];

export function reachOf(traffic: Traffic, rules: CanaryRules): Reach {
  const minutes = equalMinutes(rules.steps);
  const errors = errorShares.flatMap((to) => {
    const found = errorMinutes(traffic, to, rules);
    return found === undefined ? [] : [{ from: traffic.errorShare, to, minutes: found }];
  });
  const sigma = deviationOf(traffic);
  const foundAt = (perFleet: number) =>
    sigma === undefined ? [] : slowdowns({ minutes, perFleet, sigma }, rules);
  const slower = foundAt(traffic.requestsPerMinute / 2);
  const latency = latencyReach(minutes, sigma, slower, foundAt(Infinity));
  const errorRates = errors.length > 0 ? "judged" : withoutErrors(traffic, rules.steps);
  return { slower, latency, latencyFrom: latencySource(rules), errors, errorRates };
}

type Slowdowns = Reach["slower"];

/** Ratios that half the canaries find, and in how many minutes. */
function slowdowns(
  plan: { minutes: number; perFleet: number; sigma: number },
  rules: CanaryRules,
): Slowdowns {
  return ratiosFor(rules).flatMap((ratio) => {
    for (let minutes = settlingMinutes; minutes <= plan.minutes; minutes++) {
      const found = smallestRatio({ ...plan, minutes }, rules);
      if (found && found.half <= ratio) return [{ ratio, minutes }];
    }
    return [];
  });
}

/** Where more slowness is allowed, only more of it can be found. */
function ratiosFor({ maxSlowdown }: Pick<CanaryRules, "maxSlowdown">): number[] {
  const times = Math.max(1, maxSlowdown / ratios.maxSlowdown);
  return ratios.announced.map((ratio) => Math.round(ratio * times * 4) / 4);
}

/** @param most what would be found with endless requests */
function latencyReach(
  minutes: number,
  sigma: number | undefined,
  slower: Slowdowns,
  most: Slowdowns,
): LatencyReach {
  if (minutes === 0) return "noEqualShares";
  if (sigma === undefined) return "unknownLatency";
  if (slower.length > 0) return "judged";
  return most.length > 0 ? "tooFewRequests" : "tooFewMinutes";
}

function withoutErrors({ errorShare }: Traffic, steps: readonly Step[]): ErrorReach {
  if (steps.length > 0 && steps.every(({ percent }) => percent === 100)) return "noOldRequests";
  const isPastAll = errorShare * toleratedFactor >= Math.max(...errorShares);
  return isPastAll ? "productionFails" : "tooFewRequests";
}

/** Standard deviation of ln(latency) of single requests. */
function deviationOf({ p50, p90 }: Traffic): number | undefined {
  return p50 && p90 ? Math.log(p90 / p50) / errorOf.p50.g : undefined;
}

function equalMinutes(steps: readonly Step[]): number {
  return steps
    .filter(({ percent }) => percent === equalPercent)
    .reduce((sum, { minutes }) => sum + minutes, 0);
}

/**
 * The ratio that half the canaries find within these minutes at equal shares, and the one that about 9 in
 * 10 find; nothing if no slowdown can be found.
 */
export function smallestRatio(
  plan: { minutes: number; perFleet: number; sigma: number },
  rules: Pick<CanaryRules, "falseAlarmPercent" | "maxSlowdown">,
  residualOfBlock = expectedResidual,
): { half: number; most: number } | undefined {
  const blockMinutes = Math.max(
    leastBlockMinutes,
    Math.ceil(leastBlockRequests.p50 / plan.perFleet),
  );
  const n = Math.floor((plan.minutes - settlingMinutes) / blockMinutes);
  if (n < 1) return undefined;
  const u = (2 * (errorOf.p50.k * plan.sigma) ** 2) / (plan.perFleet * blockMinutes);
  const { u2, w, rho } = blockNoise(u);
  const M = (1 + ((n - 1) * (1 - rho)) / (1 + rho)) / w;
  const sampled = u2 / w;
  const state = { n, M, U: n * sampled, R: residualOfBlock(sampled) * (n - 1) };
  const half = halfWidth(state, decidingAlpha(rules.falseAlarmPercent));
  if (half === Infinity) return undefined;
  const ratio = rules.maxSlowdown * hostAllowance * Math.exp(half);
  return { half: ratio, most: ratio * Math.exp(1.3 / Math.sqrt(M)) };
}

/**
 * What a block of equal versions adds to the residual, in the typical world (ADR 29).
 *
 * @param sampled the part of a block's variance that is put down to chance of single requests, 0 to 1; it is
 *   put down generously, so blocks vary less where it is large
 */
export function expectedResidual(sampled: number): number {
  return 0.9 - 0.65 * sampled;
}

/** The minute of the canary in which half the canaries find this error rate, late metrics included. */
function errorMinutes(traffic: Traffic, to: number, rules: CanaryRules): number | undefined {
  const gained = gainedAfter(traffic, to, rules);
  return gained === undefined ? undefined : Math.ceil(gained) + readDelayMinutes;
}

/** Minutes until the bets are expected to have won enough; nothing if the canary ends before. */
export function gainedAfter(
  { requestsPerMinute, errorShare }: Pick<Traffic, "requestsPerMinute" | "errorShare">,
  to: number,
  { steps, falseAlarmPercent }: Pick<CanaryRules, "steps" | "falseAlarmPercent">,
): number | undefined {
  const wanted = 7.4 + Math.log(limitFor(falseAlarmPercent) / limitFor(1));
  let [gained, elapsed] = [0, 0];
  for (const { percent, minutes } of steps) {
    const candidate = (requestsPerMinute * percent) / 100;
    const gain = gainPerMinute(
      { requests: requestsPerMinute - candidate, share: errorShare },
      { requests: candidate, share: to },
    );
    if (gained + gain * minutes >= wanted) return elapsed + (wanted - gained) / gain;
    gained += gain * minutes;
    elapsed += minutes;
  }
  return undefined;
}

function gainPerMinute(
  old: { requests: number; share: number },
  candidate: { requests: number; share: number },
): number {
  const failing = candidate.requests * candidate.share;
  const errors = failing + old.requests * old.share;
  if (errors === 0) return 0;
  const part = failing / errors;
  const tolerated = partOfErrors(toleratedFactor, old.requests, candidate.requests);
  if (part <= tolerated) return 0;
  return Math.min(mostLogGain, errors * divergence(part, tolerated) * tempering(errors));
}

/** How far chance has to stray for the one part to look like the other. */
function divergence(part: number, other: number): number {
  const term = (p: number, q: number) => (p === 0 ? 0 : p * Math.log(p / q));
  return term(part, other) + term(1 - part, 1 - other);
}
