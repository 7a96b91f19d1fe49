import { hostAllowance, type Ratio } from "../pairedRatio";
import { type Statistic, statistics } from "./block";
import { type CanaryState, latencySource, type LatencySource } from "./judge";
import { type Tally } from "./minute";
import { residual, type Sequence } from "./sequence";
import { ratioAnyTime, ratioOf } from "./slowdown";

/** `noDifference`: none was shown, which does not say that there is none. */
export interface LatencyReport extends Ratio {
  statistic: Statistic;
  verdict: "faster" | "slower" | "noDifference";
}

export interface CanaryReport {
  /** Since the canary began. */
  errors: { old: Tally; candidate: Tally };
  /** Statistics with enough blocks, and no others. */
  latency: readonly LatencyReport[];
  latencyFrom: LatencySource;
}

/** Fewer have no spread to speak of. */
const leastBlocks = 4;
/** 98.5 % quantile of the normal distribution: 97 %, printed as 95 %, for stronger correlation. */
const normalQuantile = 2.1700904;

/**
 * @param asPlanned whether the canary ran for all its minutes. One that stopped because of what was seen,
 * by these rules or by a person, gets the wider interval that allows for the choice of the moment.
 */
export function reportCanary(state: CanaryState, asPlanned: boolean): CanaryReport {
  const { old, candidate } = state.errors;
  const early = !asPlanned || state.findings.length > 0;
  const latency = statistics.flatMap((statistic): LatencyReport[] => {
    const { sequence } = state.latency[statistic];
    if (sequence.n === 0 || (statistic === "p99" && sequence.n < leastBlocks)) return [];
    const ratio = early ? ratioAnyTime(sequence) : ratioAtEnd(sequence);
    return Number.isFinite(ratio.high) ? [{ statistic, ...ratio, verdict: verdictOf(ratio) }] : [];
  });
  return { errors: { old, candidate }, latency, latencyFrom: latencySource(state.rules) };
}

/** The ratio with the 95 % interval that is valid at a moment which was fixed beforehand. */
export function ratioAtEnd(sequence: Sequence): Ratio {
  const freedom = sequence.n - 1;
  const half =
    sequence.n < leastBlocks
      ? Infinity
      : studentT(freedom) * Math.sqrt(residual(sequence) / freedom / sequence.M);
  return ratioOf(sequence, half + Math.log(hostAllowance));
}

/** Quantile of Student's t that belongs to `normalQuantile`, by the Cornish-Fisher expansion. */
export function studentT(freedom: number): number {
  const z = normalQuantile;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}

function verdictOf({ low, high }: Ratio): LatencyReport["verdict"] {
  if (high < 1) return "faster";
  return low > 1 ? "slower" : "noDifference";
}
