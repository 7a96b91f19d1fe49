export interface Percentiles {
  p50: number;
  p90: number;
  p99: number;
}

const boundCount = 28;
const coarsestFactor = 1.3;

/**
 * Bounds of latency buckets for a service with these percentiles, in their unit: geometric, fine enough
 * for quantiles, with room for a candidate that is faster or slower.
 */
export function latencyBounds({ p10, p99 }: { p10: number; p99: number }): number[] {
  const [lowest, highest] = [p10 / 2, p99 * 4];
  const factor = Math.min(coarsestFactor, (highest / lowest) ** (1 / (boundCount - 1)));
  return Array.from({ length: boundCount }, (_, index) => lowest * factor ** index);
}

export function percentilesOf(bounds: readonly number[], counts: readonly number[]): Percentiles {
  const logs = bounds.map(Math.log);
  return {
    p50: Math.exp(logQuantile(logs, counts, 0.5)),
    p90: Math.exp(logQuantile(logs, counts, 0.9)),
    p99: Math.exp(logQuantile(logs, counts, 0.99)),
  };
}

/**
 * ln of the latency that this part of the requests does not exceed: linear within a bucket on the scale of
 * ln. The first and the last bucket are taken for one step wide.
 *
 * @param logBounds ln of each bound, ascending
 * @param counts one more than there are bounds, not all 0
 */
export function logQuantile(
  logBounds: readonly number[],
  counts: readonly number[],
  part: number,
): number {
  const last = logBounds.length - 1;
  const target = part * sumOf(counts);
  let below = 0;
  let index = 0;
  while (index < last + 1 && below + counts[index]! < target) below += counts[index++]!;
  const low = index === 0 ? 2 * logBounds[0]! - logBounds[1]! : logBounds[index - 1]!;
  const high = index === last + 1 ? 2 * logBounds[last]! - logBounds[last - 1]! : logBounds[index]!;
  return low + ((high - low) * (target - below)) / counts[index]!;
}

export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
