import type { ReadAnswer } from "../../world/reads";
import { statusOf } from "../compare/sample";

/** The load that a candidate was warmed up with. */
export interface Warmed {
  service: string;
  /** What the settings asked for. */
  requestsPerSecond: number;
  /** Once the load no longer rose: requests per second that were answered, whatever the answer. */
  sustainedPerSecond: number;
  /** All requests, also those while the load was rising, and those of them that failed. */
  requests: number;
  failed: number;
  /** The same once the load no longer rose. */
  held: { requests: number; failed: number };
  /** Of the answers once the load no longer rose that are no failures; null without any. */
  p50Ms: number | null;
  p90Ms: number | null;
  /** How often each status was answered; `no answer` is one of them. */
  statuses: Record<string, number>;
}

/** What has been counted so far. Only counts and times: there may be millions of answers. */
export interface Tally {
  requests: number;
  failed: number;
  held: { requests: number; failed: number; answered: number };
  /** Of the answers under the full load that are no failures. */
  seconds: number[];
  statuses: Record<string, number>;
}

export function emptyTally(): Tally {
  const held = { requests: 0, failed: 0, answered: 0 };
  return { requests: 0, failed: 0, held, seconds: [], statuses: {} };
}

/** @param isHeld it was sent once the load no longer rose */
export function count(tally: Tally, answer: ReadAnswer, isHeld: boolean): void {
  const status = statusOf(answer);
  tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
  const failed = isFailure(answer) ? 1 : 0;
  tally.requests++;
  tally.failed += failed;
  if (!isHeld) return;
  tally.held.requests++;
  tally.held.failed += failed;
  if ("error" in answer) return;
  tally.held.answered++;
  if (!failed) tally.seconds.push(answer.seconds);
}

/** @param heldSeconds how long it took to send and answer what was sent once the load no longer rose */
export function warmedBy(
  service: string,
  requestsPerSecond: number,
  { requests, failed, held, seconds, statuses }: Tally,
  heldSeconds: number,
): Warmed {
  const times = seconds.toSorted((one, other) => one - other);
  return {
    ...{ service, requestsPerSecond },
    sustainedPerSecond: heldSeconds > 0 ? Math.round((held.answered / heldSeconds) * 10) / 10 : 0,
    ...{ requests, failed, held: { requests: held.requests, failed: held.failed } },
    p50Ms: percentile(times, 0.5),
    p90Ms: percentile(times, 0.9),
    statuses,
  };
}

/** As the alarm on errors counts: no 2xx, 3xx or 4xx. */
function isFailure(answer: ReadAnswer): boolean {
  return "error" in answer || answer.status >= 500;
}

function percentile(sortedSeconds: readonly number[], share: number): number | null {
  const at = Math.ceil(share * sortedSeconds.length) - 1;
  const seconds = sortedSeconds[Math.max(0, at)];
  return seconds === undefined ? null : Math.round(seconds * 10_000) / 10;
}
