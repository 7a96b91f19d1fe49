import { median } from "./median";

/** Median of the means of all pairs of values, each with itself too: one slow request hardly moves it. */
export function hodgesLehmann(values: readonly number[]): number {
  return median(
    values.flatMap((one, index) => values.slice(index).map((other) => (one + other) / 2)),
  );
}
