/**
 * Median of the means of all pairs of values, including each value with itself: one slow request
 * hardly moves it. There are millions of means, so they are counted, not listed.
 */
export function hodgesLehmann(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const last = (values.length * (values.length + 1)) / 2 - 1;
  return (meanAt(sorted, Math.floor(last / 2)) + meanAt(sorted, Math.ceil(last / 2))) / 2;
}

/** Finer than a number can tell apart values of one comparison. */
const halvings = 60;

/** The mean with this place among all, from 0: halves the range that it is in. */
function meanAt(sorted: readonly number[], place: number): number {
  let [low, high] = [sorted[0]!, sorted.at(-1)!];
  for (let count = 0; count < halvings; count++) {
    const middle = (low + high) / 2;
    if (meansUpTo(sorted, middle) > place) high = middle;
    else low = middle;
  }
  return high;
}

/** How many means are not above the limit. */
function meansUpTo(sorted: readonly number[], limit: number): number {
  let found = 0;
  let last = sorted.length - 1;
  for (let first = 0; first <= last; first++) {
    while (last >= first && sorted[first]! + sorted[last]! > 2 * limit) last--;
    found += last - first + 1;
  }
  return found;
}
