import type { Count, SecondCount, TrafficReport } from "../../traffic/trafficReport";

/**
 * Requests that ended between two times, in milliseconds since the epoch. They are counted in whole
 * seconds of the traffic: the second that a boundary falls into belongs to what started in it.
 */
export function requestsBetween(
  traffics: readonly Pick<TrafficReport, "startedMs" | "seconds">[],
  fromMs: number,
  toMs: number,
): Count {
  const seen = { requests: 0, failed: 0 };
  for (const { startedMs, seconds } of traffics) {
    const [from, to] = [fromMs, toMs].map((atMs) => Math.floor((atMs - startedMs) / 1000));
    for (const second of seconds) {
      if (second.second < from! || second.second >= to!) continue;
      seen.failed += failed(second);
      seen.requests += answered(second) + failed(second);
    }
  }
  return seen;
}

function answered({ answers }: SecondCount): number {
  return Object.values(answers).reduce((sum, versions) => sum + sumOf(versions), 0);
}

function failed(second: SecondCount): number {
  return sumOf(second.failed);
}

function sumOf(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, one) => sum + one, 0);
}
