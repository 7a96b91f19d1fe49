import type { Stop } from "../../../localCloud/dataplane/stops";

/** Two processes read their clocks, and timers may be early by a moment. */
const toleranceMs = 50;

/**
 * Why a stream should not have been closed at that time; null if it was closed by the stop of its task, and had
 * `limitMs` from then on.
 */
export function whyNotClosed(
  stops: readonly Stop[],
  { pid, closedMs }: { pid: number; closedMs: number },
  limitMs: number,
): string | null {
  const stop = stops.find((one) => one.pid === pid);
  if (!stop || closedMs < stop.atMs - toleranceMs) return "although its task was not stopping";
  const livedMs = Math.max(0, Math.round(closedMs - stop.atMs));
  if (livedMs >= limitMs - toleranceMs) return null;
  return `${livedMs} ms after its task began to stop, which may be no sooner than ${limitMs} ms`;
}

/** A request that was answered. */
export interface Finished {
  /** Of the process that answered it. */
  pid: number;
  startedMs: number;
  endedMs: number;
}

/** How many were open at their task when that began to stop. */
export function finishedAfterStop(finished: readonly Finished[], stops: readonly Stop[]): number {
  return finished.filter(({ pid, startedMs, endedMs }) =>
    stops.some((stop) => stop.pid === pid && startedMs < stop.atMs && stop.atMs < endedMs),
  ).length;
}
