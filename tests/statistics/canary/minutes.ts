import {
  beginCanary,
  type CanaryRules,
  type CanaryState,
  judge,
} from "../../../statistics/canary/judge";
import type { FleetMinute } from "../../../statistics/canary/minute";

export const bounds = Array.from({ length: 28 }, (_, index) => 10 * 1.3 ** index);
export const rules: CanaryRules = {
  steps: [
    { percent: 5, minutes: 10 },
    { percent: 50, minutes: 20 },
  ],
  falseAlarmPercent: 1,
  maxSlowdown: 1.1,
  latencyBounds: bounds,
};

/** So many requests, log-uniform over ten buckets from this one on. */
export function fleet(requests: number, from: number, errors = 0): FleetMinute {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (let request = 0; request < requests; request++) counts[from + (request % 10)]!++;
  return { requests, errors, latencyCounts: counts };
}

/** Each minute's share and fleets, from minute 100 on. */
export function judged(
  minutes: readonly { percent: number; old: FleetMinute; candidate: FleetMinute }[],
  state: CanaryState = beginCanary(rules),
  first = 100,
): CanaryState {
  return minutes.reduce(
    (before, { percent, old, candidate }, index) =>
      judge(before, { minute: first + index, old, candidate }, percent),
    state,
  );
}

export function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}
