/** Who takes jobs: a task of one color's fleet, and what it runs. */
export interface Consumer {
  /** Id of the task. */
  task: string;
  color: string;
  /** Of its image. */
  digest: string;
  version: string;
}

/** What one task has done at the queue. Times are milliseconds since the epoch. */
export interface Consumption extends Consumer {
  /** When it first asked for a job, whether or not it got one. */
  firstMs: number;
  /** When it last asked, took effect or finished. */
  lastMs: number;
  leases: number;
  effects: number;
}

/** Two tasks of different colors that consumed at the same time. */
export interface Overlap {
  /** The one that began earlier. */
  earlier: Consumption;
  later: Consumption;
  /** From the later one's first sign to the last one before either was silent. */
  seconds: number;
}

/**
 * Whether two colors ever consumed at once: a task consumes from its first sign at the queue to its last
 * one. Empty when every task of one color was silent before another color began.
 */
export function colorsAtOnce(consumptions: readonly Consumption[]): Overlap[] {
  const inOrder = [...consumptions].sort((a, b) => a.firstMs - b.firstMs);
  return inOrder.flatMap((later, index) =>
    inOrder.slice(0, index).flatMap((earlier) => {
      if (earlier.color === later.color || earlier.lastMs < later.firstMs) return [];
      const endMs = Math.min(earlier.lastMs, later.lastMs);
      return [{ earlier, later, seconds: (endMs - later.firstMs) / 1000 }];
    }),
  );
}

/** Longest time in which nobody asked for a job, in seconds, such as between two fleets; 0 when there was none. */
export function longestPauseSeconds(consumptions: readonly Consumption[]): number {
  let untilMs = Infinity;
  let longestMs = 0;
  for (const { firstMs, lastMs } of [...consumptions].sort((a, b) => a.firstMs - b.firstMs)) {
    longestMs = Math.max(longestMs, firstMs - untilMs);
    untilMs = untilMs === Infinity ? lastMs : Math.max(untilMs, lastMs);
  }
  return longestMs / 1000;
}
