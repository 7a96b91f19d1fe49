/** Median of the means of all pairs of values, each with itself too: one slow request hardly moves it. */
export function hodgesLehmann(values: readonly number[]): number {
  const means = values.flatMap((one, index) =>
    values.slice(index).map((other) => (one + other) / 2),
  );
  return median(means);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? sorted[Math.floor(middle)]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
