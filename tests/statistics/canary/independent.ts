/** The rules once more, from their definitions instead of step by step, to be compared with. */

/** Of blocks with these values and variances, with neighbours that resemble each other. */
export function generalizedLeastSquares(x: readonly number[], w: readonly number[]) {
  const rho = (i: number, j: number): number => {
    let product = 1;
    for (let k = Math.min(i, j); k < Math.max(i, j); k++)
      product *= (0.5 * 0.0036) / Math.sqrt(w[k]! * w[k + 1]!);
    return product;
  };
  const covariance = w.map((one, i) => w.map((other, j) => Math.sqrt(one * other) * rho(i, j)));
  const ones = solve(
    covariance,
    x.map(() => 1),
  );
  const values = solve(covariance, x);
  const dot = (one: readonly number[], other: readonly number[]) =>
    one.reduce((sum, value, index) => sum + value * other[index]!, 0);
  return {
    M: dot(
      ones,
      x.map(() => 1),
    ),
    S: dot(ones, x),
    Q: dot(values, x),
  };
}

/** Gaussian elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]!]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const pivot = rows
      .slice(column)
      .reduce((best, row) => (Math.abs(row[column]!) > Math.abs(best[column]!) ? row : best));
    rows[rows.indexOf(pivot)] = rows[column]!;
    rows[column] = pivot;
    for (let other = 0; other < size; other++) {
      if (other === column) continue;
      const factor = rows[other]![column]! / pivot[column]!;
      rows[other] = rows[other]!.map((value, index) => value - factor * pivot[index]!);
    }
  }
  return rows.map((row, index) => row[size]! / row[index]!);
}

/**
 * How far the center has to be from the truth for a bettor, who mixes over effects, to have won 1/alpha:
 * found by halving.
 */
export function halfWidthByBets(
  { n, M, U, R }: { n: number; M: number; U: number; R: number },
  alpha: number,
): number {
  const freedom = 3 + 20 * (U / n) ** 6;
  const G = 1 + 0.09 * M;
  const won = (d: number) => {
    const spread = freedom + R;
    return (
      ((spread + M * d * d) / (spread + (M * d * d) / G)) ** ((freedom + n) / 2) / Math.sqrt(G)
    );
  };
  let [low, high] = [0, 1e6];
  if (won(high) < 1 / alpha) return Infinity;
  for (let count = 0; count < 200; count++) {
    const middle = (low + high) / 2;
    if (won(middle) < 1 / alpha) low = middle;
    else high = middle;
  }
  return high;
}

/** What all bets are worth in the end: each deposit times all that it went through. */
export function wealthByDeposits(
  minutes: readonly { n: readonly [number, number]; e: readonly [number, number] }[],
  plannedMinutes: number,
): number {
  const factors = [1.5, 3, 10, 50].map((excess) =>
    minutes.map(({ n, e }) => {
      if (n[0] === 0 || n[1] === 0) return 1;
      const odds = (factor: number) => (n[1] * factor) / n[0];
      // Odds o are a part of o / (1 + o), and leave 1 / (1 + o).
      const candidate = (factor: number) => odds(factor) / (1 + odds(factor));
      const all = e[0] + e[1];
      const likelihood = (factor: number) =>
        e[1] * Math.log(candidate(factor)) + e[0] * Math.log(1 / (1 + odds(factor)));
      const logRatio = likelihood(1.5 * excess) - likelihood(1.5);
      return Math.min(5, Math.exp(logRatio / (1.5 + all / 20)));
    }),
  );
  const after = (list: readonly number[], from: number) =>
    list.slice(from).reduce((product, factor) => product * factor, 1);
  let cash = 0.5;
  let worth = factors.reduce((sum, list) => sum + 0.125 * after(list, 0), 0);
  for (let minute = 0; minute < minutes.length; minute++) {
    const deposit = Math.min(cash, 0.5 / plannedMinutes);
    cash -= deposit;
    worth += factors.reduce((sum, list) => sum + (deposit / 4) * after(list, minute), 0);
  }
  return worth + cash;
}

/** Sorts as many latencies into the buckets as there are counts, evenly, and takes the one at the place. */
export function quantileOfRequests(
  logBounds: readonly number[],
  counts: readonly number[],
  part: number,
): number {
  const step = {
    first: logBounds[1]! - logBounds[0]!,
    last: logBounds.at(-1)! - logBounds.at(-2)!,
  };
  const edges = [logBounds[0]! - step.first, ...logBounds, logBounds.at(-1)! + step.last];
  const fineness = 200;
  const requests = counts.flatMap((count, bucket) =>
    Array.from(
      { length: count * fineness },
      (_, index) =>
        edges[bucket]! + ((edges[bucket + 1]! - edges[bucket]!) * (index + 1)) / (count * fineness),
    ),
  );
  return requests[Math.ceil(part * requests.length - 1e-6) - 1]!;
}
