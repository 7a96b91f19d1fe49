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

export interface Sent {
  /** Sent once the load no longer rose. */
  held: boolean;
  answer: ReadAnswer;
}

/** @param heldSeconds how long it took to send and answer what was sent once the load no longer rose */
export function warmedBy(
  service: string,
  requestsPerSecond: number,
  sent: readonly Sent[],
  heldSeconds: number,
): Warmed {
  const held = sent.filter((one) => one.held);
  const answered = held.filter(({ answer }) => "status" in answer).length;
  const times = held
    .flatMap(({ answer }) => (failedWith(answer) ? [] : [(answer as { seconds: number }).seconds]))
    .sort((one, other) => one - other);
  return {
    ...{ service, requestsPerSecond },
    sustainedPerSecond: heldSeconds > 0 ? Math.round((answered / heldSeconds) * 10) / 10 : 0,
    ...countsOf(sent),
    held: countsOf(held),
    p50Ms: percentile(times, 0.5),
    p90Ms: percentile(times, 0.9),
    statuses: statusesOf(sent),
  };
}

function countsOf(sent: readonly Sent[]): { requests: number; failed: number } {
  return { requests: sent.length, failed: sent.filter(({ answer }) => failedWith(answer)).length };
}

/** As the alarm on errors counts: no 2xx, 3xx or 4xx. */
function failedWith(answer: ReadAnswer): boolean {
  return "error" in answer || answer.status >= 500;
}

function percentile(sortedSeconds: readonly number[], share: number): number | null {
  const at = Math.ceil(share * sortedSeconds.length) - 1;
  const seconds = sortedSeconds[Math.max(0, at)];
  return seconds === undefined ? null : Math.round(seconds * 10_000) / 10;
}

function statusesOf(sent: readonly Sent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { answer } of sent) {
    const status = statusOf(answer);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}
