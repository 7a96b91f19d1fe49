import { hodgesLehmann } from "./hodgesLehmann";

/** How a measure of the new version relates to the old one's: 2 is twice as much, 0.5 half. */
export interface Ratio {
  ratio: number;
  /** Ends of the 95 % interval. */
  low: number;
  high: number;
}

/** Neighbouring pairs share noise: only means of longer stretches are nearly independent. */
const batches = 12;
/** 97.5 % quantile of Student's t with 11 degrees of freedom. */
const studentT = 2.200985;
/** Two hosts differ by this much for good, which is not the version's fault. */
export const hostAllowance = 1.03;

/**
 * Ratio of new to old from pairs that were measured side by side, in the order of time.
 *
 * @param logRatios ln(new / old) of each pair; at least 12
 */
export function pairedRatio(logRatios: readonly number[]): Ratio {
  const centers = Array.from({ length: batches }, (_, batch) =>
    hodgesLehmann(logRatios.slice(cut(logRatios, batch), cut(logRatios, batch + 1))),
  );
  const center = mean(centers);
  const half = (studentT * deviation(centers)) / Math.sqrt(batches) + Math.log(hostAllowance);
  return {
    ratio: Math.exp(center),
    low: Math.exp(center - half),
    high: Math.exp(center + half),
  };
}

function cut({ length }: readonly number[], batch: number): number {
  return Math.floor((batch * length) / batches);
}

/** Standard deviation of a sample. */
export function deviation(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.map((value) => (value - center) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (values.length - 1));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
