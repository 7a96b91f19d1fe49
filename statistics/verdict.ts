import { deviation, hostAllowance, type Ratio } from "./pairedRatio";

/** `notSlower`: not slower than what is allowed. `unclear`: the interval does not decide it yet. */
export type Verdict = "faster" | "notSlower" | "slower" | "unclear";

/** What the interval says of a version that may be `maxSlowdown` times as slow as the old one. */
export function verdictOf(
  { low, high }: Pick<Ratio, "low" | "high">,
  maxSlowdown: number,
): Verdict {
  if (high < 1) return "faster";
  if (high < maxSlowdown) return "notSlower";
  return low > maxSlowdown ? "slower" : "unclear";
}

/** With fewer, noise decides more than the versions do. */
export const leastPairs = 120;

/** How many pairs with this noise it takes to show that an equally fast version is not slower. */
export function pairsNeeded(logRatios: readonly number[], maxSlowdown: number): number {
  const root = (4 * deviation(logRatios)) / Math.log(maxSlowdown / hostAllowance);
  return Math.max(leastPairs, Math.ceil(root ** 2));
}
