import { type Color, otherColor } from "../../../release/state";
import type { Block } from "../../../statistics/canary/block";
import {
  addLatencies,
  beginCanary,
  type CanaryState,
  judge,
  type Step,
  waitingBlocks,
} from "../../../statistics/canary/judge";
import { type Reach, reachOf, type Traffic } from "../../../statistics/canary/reach";
import { describeFinding } from "../../../statistics/canary/sentences";
import type { Percentiles } from "../../../statistics/canary/quantiles";
import type { CanarySettings } from "../../../config/schema";
import type { CountedMinute } from "../../world/metrics";
import type { ProductionTraffic } from "../../world/productionTraffic";
import { noSilence, type Silence, silenceAfter, tooSilent } from "./silence";

/** What this run has seen of a service's canary. */
export interface Baking {
  state: CanaryState;
  /** What the canary could find, as far as was known when this run began to watch it. */
  reach: Reach;
  /** The traffic that this is known from. */
  known: Traffic;
  /** How long each share was seen to serve, in the order in which they did. */
  seen: readonly Step[];
  bounds?: readonly number[];
  silence: Silence;
}

/** @param steps those that this run watches */
export function beginBaking(
  { falseAlarmPercent, maxSlowdown }: Pick<CanarySettings, "falseAlarmPercent" | "maxSlowdown">,
  steps: readonly Step[],
  traffic: ProductionTraffic | null,
): Baking {
  const { bounds, ...known } = traffic ?? { requestsPerMinute: 0, errorShare: 0 };
  const latencyBounds = bounds && { latencyBounds: bounds };
  const rules = { steps, falseAlarmPercent, maxSlowdown, ...latencyBounds };
  return {
    state: beginCanary(rules),
    ...{ reach: reachOf(known, rules), known, seen: [] },
    ...(bounds && { bounds }),
    silence: noSilence,
  };
}

/** Takes in minutes during all of which the candidate had this share. */
export function addMinutes(
  baking: Baking,
  minutes: readonly CountedMinute[],
  { candidate, percent }: { candidate: Color; percent: number },
): Baking {
  return minutes.reduce(({ state, silence, seen, ...rest }, { minute, fleets }) => {
    const both = { minute, old: fleets[otherColor(candidate)], candidate: fleets[candidate] };
    return {
      ...rest,
      seen: withMinute(seen, percent),
      state: judge(state, both, percent),
      silence: silenceAfter(silence, both, percent),
    };
  }, baking);
}

function withMinute(seen: readonly Step[], percent: number): readonly Step[] {
  const last = seen.at(-1);
  return last?.percent === percent
    ? [...seen.slice(0, -1), { percent, minutes: last.minutes + 1 }]
    : [...seen, { percent, minutes: 1 }];
}

/** What a canary could have found that somebody has ended early. */
export function reachSoFar({ known, state, seen }: Baking): Reach {
  return reachOf(known, { ...state.rules, steps: seen });
}

/** Blocks of minutes whose latencies have to be asked for, since the metrics have no buckets. */
export function unknownLatencies({ state }: Baking): readonly Block[] {
  return waitingBlocks(state);
}

const unknown = { p50: NaN, p90: NaN, p99: NaN, requests: 0 };

/** A block without an answer is left out. */
export function addPercentiles(
  baking: Baking,
  block: Block,
  found: Partial<Record<Color, Percentiles & { requests: number }>>,
  candidate: Color,
): Baking {
  const [old, other] = [found[otherColor(candidate)] ?? unknown, found[candidate] ?? unknown];
  const latencies = { old, candidate: other, requests: [old.requests, other.requests] as const };
  return { ...baking, state: addLatencies(baking.state, block, latencies) };
}

/** Why the candidate is to be rolled back, a line each; empty while there is no reason. */
export function reasonsAgainst({ state, silence }: Baking): string[] {
  const found = state.findings.map(describeFinding);
  const silent = tooSilent(silence);
  return silent === null ? found : [...found, silent];
}
