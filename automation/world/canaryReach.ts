import type { CanarySettings } from "../../config/schema";
import type { Inventory } from "../../release/inventory";
import { longestSilenceMinutes } from "../../statistics/canary/judge";
import { type Reach, reachOf } from "../../statistics/canary/reach";
import type { Metrics } from "./metrics";
import type { Clock } from "./ports";
import { productionTraffic, type ServingApi } from "./productionTraffic";

/** What a canary is expected to see and find, going by what production has been sent lately. */
export interface CanaryReach extends Reach {
  /** Of the candidate, in the whole canary. */
  requests: number;
  /** About how likely production itself is silent for so long that the canary ends. */
  silencePercent: number;
}

/** Null if production has had no requests. */
export async function reachOfCanary(
  ports: { metrics: Metrics; clock: Pick<Clock, "nowMs"> },
  inventory: Inventory,
  serving: ServingApi,
  rules: CanarySettings,
): Promise<CanaryReach | null> {
  const traffic = await productionTraffic(ports, inventory, serving);
  if (!traffic) return null;
  const { bounds } = traffic;
  const minutes = rules.steps.reduce((sum, step) => sum + step.minutes, 0);
  const ofCandidate = rules.steps.reduce((sum, step) => sum + step.percent * step.minutes, 0) / 100;
  const silences = minutes * traffic.silentShare ** longestSilenceMinutes;
  return {
    ...reachOf(traffic, { ...rules, ...(bounds && { latencyBounds: bounds }) }),
    requests: traffic.requestsPerMinute * ofCandidate,
    silencePercent: Math.min(100, 100 * silences),
  };
}

/** With fewer requests not even an outage could be distinguished from chance. */
export const leastRequests = 20;

/** Whether something is likely to be found, however bad it is. */
export function canFind({ slower, errors, requests }: CanaryReach): boolean {
  return requests >= leastRequests && (slower.length > 0 || errors.length > 0);
}
