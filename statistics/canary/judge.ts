import {
  addMinute,
  type Block,
  type BlockLatencies,
  isComplete,
  latenciesOf,
  observationOf,
  type Statistic,
  statistics,
} from "./block";
import { addErrors, errorVerdict, type ErrorState, initialErrors } from "./errorRule";
import { type Minute, type Tally, tallyOf } from "./minute";
import { slowerThanAllowed } from "./slowdown";
import { addBlock, emptySequence, type Sequence } from "./sequence";

export interface CanaryRules {
  steps: readonly Step[];
  /** Of canaries of equal versions, at most this many in 100 may be rolled back. */
  falseAlarmPercent: number;
  /** How many times as slow as the old version the candidate may be. */
  maxSlowdown: number;
  /** Of `latencyCounts`, ascending; absent when the metrics have no buckets. */
  latencyBounds?: readonly number[];
}

/** Where latencies come from: counts between bounds, or percentiles of whole blocks. */
export type LatencySource = "buckets" | "percentiles";

export function latencySource({
  latencyBounds,
}: Pick<CanaryRules, "latencyBounds">): LatencySource {
  return latencyBounds ? "buckets" : "percentiles";
}

export interface Step {
  /** The candidate's part of production's requests. */
  percent: number;
  minutes: number;
}

export interface CanaryState {
  rules: CanaryRules;
  errors: ErrorState;
  /** The first minute of the present stretch with equal shares. */
  equalSince?: number;
  latency: Readonly<Record<Statistic, LatencyState>>;
  /** Why the candidate is rolled back, from the first minute that showed it; empty while all is well. */
  findings: readonly Finding[];
}

export interface LatencyState {
  open?: Block;
  sequence: Sequence;
  /** Complete, but without buckets: ask for their percentiles and hand these to `addLatencies`. */
  waiting: readonly Block[];
}

export type Finding =
  /** More errors than chance explains, since the canary began. */
  | { kind: "errors"; old: Tally; candidate: Tally }
  /** So many errors in two minutes that nothing else has to be waited for; figures of the last one. */
  | { kind: "broken"; old: Tally; candidate: Tally }
  | { kind: "slower"; statistic: Statistic; ratio: number; low: number; high: number };

/** Metrics of a minute are late: read only minutes that ended at least this long ago. */
export const readDelayMinutes = 3;
/** A canary is never left unwatched for longer. */
export const longestSilenceMinutes = 5;
/** Only fleets with as many requests have comparable latencies: an idle one looks fast. */
export const equalPercent = 50;
/** After shares became equal: the candidate is cold, and connections still move. */
export const settlingMinutes = 3;

export function beginCanary(rules: CanaryRules): CanaryState {
  const minutes = rules.steps.reduce((sum, step) => sum + step.minutes, 0);
  const latency: LatencyState = { sequence: emptySequence, waiting: [] };
  return {
    rules,
    errors: initialErrors(minutes, rules.falseAlarmPercent),
    latency: { p50: latency, p90: latency, p99: latency },
    findings: [],
  };
}

/**
 * Takes in the next minute. Once something was found, nothing changes any more.
 *
 * @param percent the candidate's share during all of this minute
 */
export function judge(state: CanaryState, minute: Minute, percent: number): CanaryState {
  if (state.findings.length > 0) return state;
  const [old, candidate] = [tallyOf(minute.old), tallyOf(minute.candidate)];
  const errors = addErrors(state.errors, old, candidate);
  const equalSince = percent === equalPercent ? (state.equalSince ?? minute.minute) : undefined;
  const latency = eachStatistic((statistic) => {
    const before = state.latency[statistic];
    if (equalSince === undefined) return { ...before, open: undefined };
    if (minute.minute < equalSince + settlingMinutes) return before;
    return withMinute(before, statistic, minute, state.rules.latencyBounds);
  });
  const kind = errorVerdict(errors);
  const tallies = kind === "broken" ? { old, candidate } : errors;
  const found: Finding[] = kind ? [{ kind, old: tallies.old, candidate: tallies.candidate }] : [];
  return withFindings({ ...state, errors, equalSince, latency }, found);
}

/** Takes in the percentiles of a block that was `waiting`, in the order in which the blocks were. */
export function addLatencies(
  state: CanaryState,
  block: Block,
  latencies: BlockLatencies,
): CanaryState {
  if (state.findings.length > 0) return state;
  const { statistic } = block;
  const before = state.latency[statistic];
  const after = {
    ...withLatencies(before, block, latencies),
    waiting: before.waiting.filter((other) => other !== block),
  };
  return withFindings({ ...state, latency: { ...state.latency, [statistic]: after } }, []);
}

/** Blocks that lack percentiles: of `from` to `to`, both included, for both fleets; none once something was found. */
export function waitingBlocks(state: CanaryState): readonly Block[] {
  if (state.findings.length > 0) return [];
  return statistics.flatMap((statistic) => state.latency[statistic].waiting);
}

function withMinute(
  before: LatencyState,
  statistic: Statistic,
  minute: Minute,
  bounds: readonly number[] | undefined,
): LatencyState {
  const open = addMinute(before.open, statistic, minute, bounds && bounds.length + 1);
  if (!open || !isComplete(open)) return { ...before, open };
  const latencies = latenciesOf(open, bounds);
  const closed = { ...before, open: undefined };
  return latencies
    ? withLatencies(closed, open, latencies)
    : { ...closed, waiting: [...before.waiting, open] };
}

function withLatencies(
  before: LatencyState,
  block: Block,
  latencies: BlockLatencies,
): LatencyState {
  const observation = observationOf(block, latencies);
  return observation ? { ...before, sequence: addBlock(before.sequence, observation) } : before;
}

function withFindings(state: CanaryState, found: Finding[]): CanaryState {
  const slower = (["p50", "p90"] as const).flatMap((statistic): Finding[] => {
    const ratio = slowerThanAllowed(state.latency[statistic].sequence, state.rules);
    return ratio ? [{ kind: "slower", statistic, ...ratio }] : [];
  });
  return { ...state, findings: [...found, ...slower] };
}

function eachStatistic(make: (statistic: Statistic) => LatencyState): CanaryState["latency"] {
  return { p50: make("p50"), p90: make("p90"), p99: make("p99") };
}
