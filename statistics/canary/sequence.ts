/** Noisy log ratios of consecutive blocks, summed up so that a look at any time is valid. */
export interface Sequence {
  /** Number of blocks. */
  n: number;
  /** Sums over decorrelated blocks: of weights, of weighted values, of squares. */
  M: number;
  S: number;
  Q: number;
  /** Sum of the parts of the variance that chance of single requests explains. */
  U: number;
  /** The block before: its scaled value, its scale, its variance. */
  z: number;
  c: number;
  w: number;
}

/** ln(candidate / old) of one block, and the variance that sampling alone gives it. */
export interface Observation {
  x: number;
  u: number;
}

export const emptySequence: Sequence = { n: 0, M: 0, S: 0, Q: 0, U: 0, z: 0, c: 0, w: 0 };

/** Variance of a block that fleets have even with endless requests, and its correlation. */
export const blockVariance = 0.06 ** 2;
const correlation = 0.5;
/** Requests of one minute are not independent. */
const samplingInflation = 2;
/** Standard deviation of the effects that the interval is tuned to. */
const priorDeviation = 0.3;

/** The variance of a block, and its correlation with one before. */
export function blockNoise(u: number, wBefore?: number): { u2: number; w: number; rho: number } {
  const u2 = samplingInflation * u;
  const w = blockVariance + u2;
  return { u2, w, rho: (correlation * blockVariance) / Math.sqrt(w * (wBefore ?? w)) };
}

export function addBlock(before: Sequence, { x, u }: Observation): Sequence {
  const noise = blockNoise(u, before.n === 0 ? undefined : before.w);
  const { u2, w } = noise;
  const rho = before.n === 0 ? 0 : noise.rho;
  const c = 1 / Math.sqrt(w);
  const z = x * c;
  const k = Math.sqrt(1 - rho ** 2);
  const y = (z - rho * before.z) / k;
  const m = (c - rho * before.c) / k;
  return {
    n: before.n + 1,
    M: before.M + m * m,
    S: before.S + m * y,
    Q: before.Q + y * y,
    U: before.U + u2 / w,
    z,
    c,
    w,
  };
}

/** What is left of the squares after the center has explained its part. */
export function residual({ M, S, Q }: Pick<Sequence, "M" | "S" | "Q">): number {
  return Math.max(0, Q - (S * S) / M);
}

/** The log ratio so far. Only with at least one block. */
export function center({ M, S }: Pick<Sequence, "M" | "S">): number {
  return S / M;
}

/**
 * Half the width of the interval around `center` that holds the truth at all looks together with
 * probability 1 - `alpha`; infinite with too few blocks.
 */
export function halfWidth(
  { n, M, U, R }: { n: number; M: number; U: number; R: number },
  alpha: number,
): number {
  if (n === 0) return Infinity;
  const freedom = 3 + 20 * (U / n) ** 6;
  const G = 1 + priorDeviation ** 2 * M;
  const K = (Math.sqrt(G) / alpha) ** (2 / (freedom + n));
  return K < G ? Math.sqrt(((K - 1) * (freedom + R)) / (M * (1 - K / G))) : Infinity;
}
