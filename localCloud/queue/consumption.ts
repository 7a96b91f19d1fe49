/** Who takes jobs: a task of one color's fleet, and its image. */
export interface Consumer {
  /** Id of the task. */
  task: string;
  color: string;
  /** Of its image. */
  digest: string;
  version: string;
}

/** What one task did with the queue. Times in milliseconds since the epoch. */
export interface Consumption extends Consumer {
  /** When it first asked for a job, whether or not it got one. */
  firstMs: number;
  /** When it last asked for, performed or finished a job. */
  lastMs: number;
  leases: number;
  effects: number;
}

/** Two tasks of different colors that consumed at the same time. */
export interface Overlap {
  /** The one that started first. */
  earlier: Consumption;
  later: Consumption;
  /** From the later one's first activity to the last activity of whichever stopped first. */
  seconds: number;
}

/**
 * Whether two colors ever consumed at once: a task consumes from its first activity at the queue to its
 * last. Empty if every task of one color was done before another color started.
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

/**
 * Longest time in seconds in which nobody asked for a job, such as between two fleets; 0 if there was
 * none.
 */
export function longestPauseSeconds(consumptions: readonly Consumption[]): number {
  let untilMs = Infinity;
  let longestMs = 0;
  for (const { firstMs, lastMs } of [...consumptions].sort((a, b) => a.firstMs - b.firstMs)) {
    longestMs = Math.max(longestMs, firstMs - untilMs);
    untilMs = untilMs === Infinity ? lastMs : Math.max(untilMs, lastMs);
  }
  return longestMs / 1000;
}
