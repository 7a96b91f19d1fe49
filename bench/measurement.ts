/** One thing that the bench measures. */
export interface Measurement {
  name: string;
  what: string;
  run: (progress: (line: string) => void, options: MeasurementOptions) => Promise<Result>;
}

export interface MeasurementOptions {
  /** Environment sizes for `scale`, ascending. */
  services: readonly number[];
}

export interface Result {
  /** By name, with the unit last, such as `inlineSeconds`. */
  figures: Record<string, number>;
  /** Goals, and whether each was met in this run. */
  goals: readonly Goal[];
}

export interface Goal {
  text: string;
  met: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Runs `action`; returns the seconds it took and its result. */
export async function timed<T>(action: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const started = performance.now();
  const value = await action();
  return { seconds: (performance.now() - started) / 1000, value };
}
