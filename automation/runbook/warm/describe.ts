import { warmUpOf } from "../../history/update";
import type { Warmed } from "./warmed";

/** `sustained 50 of 50 requests per second (p50 12 ms, p90 30 ms); failed: 3 of 1000 requests while the load rose, 0 of 1000 after that` */
export function describeWarmed(warmed: Warmed): string {
  const { requestsPerSecond, sustainedPerSecond, requests, failed, held, p50Ms, p90Ms, statuses } =
    warmed;
  const times = p50Ms === null ? "" : ` (p50 ${p50Ms} ms, p90 ${p90Ms} ms)`;
  const before = `${failed - held.failed} of ${requests - held.requests}`;
  const refused = counts(statuses, /^4/);
  return (
    `sustained ${sustainedPerSecond} of ${requestsPerSecond} requests per second${times}; ` +
    `failed: ${before} requests while the load rose, ${held.failed} of ${held.requests} after that` +
    // No failures, but what they should have warmed up may still be cold.
    (refused === "" ? "" : `; 4xx in total: ${refused}`)
  );
}

/** What history keeps of it: `warm-up of users: sustained 50 of 50 requests per second …` */
export function warmedInHistory(warmed: Warmed): string {
  return `${warmUpOf}${warmed.service}: ${describeWarmed(warmed)}`;
}

/**
 * Why this ends a release; empty if it does not. A candidate that fails under this load would set off its alarm on
 * errors after the switch. What failed while the load rose may be the cold load balancer's own answers.
 */
export function objection(warmed: Warmed, errorAlarmPercent: number): string[] {
  const { service, held, statuses } = warmed;
  const allowedPercent = errorAlarmPercent || usualPercent;
  if (held.failed <= (held.requests * allowedPercent) / 100) return [];
  return [
    `${service}: ${held.failed} of ${held.requests} requests failed under the full load, more than ` +
      `${allowedPercent} % (in total: ${counts(statuses, /^[^1-4]/)})`,
  ];
}

/** `404: 12, 429: 3` */
function counts(statuses: Warmed["statuses"], some: RegExp): string {
  const found = Object.entries(statuses).filter(([status]) => some.test(status));
  return found.map(([status, count]) => `${status}: ${count}`).join(", ");
}

/** The default of `errorAlarmPercent`, for services that have no such alarm. */
const usualPercent = 5;
