/** One thing that the bench measures. */
export interface Measurement {
  name: string;
  what: string;
  run: (progress: (line: string) => void) => Promise<Result>;
}

export interface Result {
  /** By name, with the unit last, such as `inlineSeconds`. */
  figures: Record<string, number>;
  /** The goal, and whether it was met in this run; null when there is none. */
  goal: { text: string; met: boolean } | null;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Seconds that `action` took, with what it gave. */
export async function timed<T>(action: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const started = performance.now();
  const value = await action();
  return { seconds: (performance.now() - started) / 1000, value };
}
