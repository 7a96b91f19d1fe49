/** Chance, on one side, of a count that is called impossible: never in a million rehearsals of a few dozen counts. */
const impossible = 1e-8;

/** Whether `count` of `total` could have come by chance if each came with probability `share`, from 0 to 1. */
export function mayBeChance(count: number, total: number, share: number): boolean {
  const tail =
    count <= total * share ? atMost(count, total, share) : atMost(total - count, total, 1 - share);
  return tail >= impossible;
}

/** Probability that a binomial count is at most this. Logarithms, since the first terms can be too small for a number. */
function atMost(count: number, total: number, share: number): number {
  if (share >= 1) return count >= total ? 1 : 0;
  let log = total * Math.log1p(-share);
  let sum = Math.exp(log);
  for (let one = 1; one <= count; one++) {
    log += Math.log((total - one + 1) / one) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(log);
  }
  return sum;
}
