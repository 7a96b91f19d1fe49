import { hostAllowance, type Ratio } from "../pairedRatio";
import { center, halfWidth, residual, type Sequence } from "./sequence";

/** Of each percent of false alarms, the intervals of p50 and p90 may use this share, on both sides. */
const budgetShare = 0.5;
/** What is printed as a 95 % interval, valid whenever one looks. */
const printedAlpha = 0.05;

/** The error probability, both sides, of the interval that decides on p50 or p90. */
export function decidingAlpha(falseAlarmPercent: number): number {
  return (budgetShare * falseAlarmPercent) / 100;
}

/** What the candidate's latency has to exceed, whatever chance says: ln of it. */
export function logLimit(maxSlowdown: number): number {
  return Math.log(maxSlowdown * hostAllowance);
}

/** The slowdown, if it is larger than allowed beyond doubt; otherwise nothing. */
export function slowerThanAllowed(
  sequence: Sequence,
  rules: { falseAlarmPercent: number; maxSlowdown: number },
): Ratio | undefined {
  if (sequence.n === 0) return undefined;
  const least = center(sequence) - halfWidthOf(sequence, decidingAlpha(rules.falseAlarmPercent));
  return least > logLimit(rules.maxSlowdown) ? ratioAnyTime(sequence) : undefined;
}

/** The ratio with the 95 % interval that is valid at whatever moment one looks. */
export function ratioAnyTime(sequence: Sequence): Ratio {
  return ratioOf(sequence, halfWidthOf(sequence, printedAlpha) + Math.log(hostAllowance));
}

/** The ratio, with an interval of this half-width around its logarithm. */
export function ratioOf(sequence: Sequence, half: number): Ratio {
  const middle = center(sequence);
  return {
    ratio: Math.exp(middle),
    low: Math.exp(middle - half),
    high: Math.exp(middle + half),
  };
}

function halfWidthOf(sequence: Sequence, alpha: number): number {
  return halfWidth({ ...sequence, R: residual(sequence) }, alpha);
}
