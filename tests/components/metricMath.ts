import type { AlarmDefinition } from "../../localCloud/metrics/alarmDefinition";
import type { MetricName } from "../../localCloud/metrics/elbMetrics";
import { Metrics } from "../../localCloud/metrics/metrics";
import { seriesOf } from "../../localCloud/metrics/query";

/** What load balancers reported for a minute. */
export type Reported = Record<string, Record<string, number>>;

/** What an alarm compares with its threshold, of the last of these minutes. */
export function shareOf(inputs: Record<string, unknown>, ...minutes: Reported[]): number {
  const { metricQueries } = inputs as unknown as AlarmDefinition;
  let nowMs = 0;
  const metrics = new Metrics(1000, () => nowMs);
  for (const [minute, reported] of minutes.entries()) {
    nowMs = minute * 1000;
    for (const { metric } of metricQueries) {
      const { LoadBalancer = "", TargetGroup } = metric?.dimensions ?? {};
      const name = metric?.metricName as MetricName;
      const count = reported[LoadBalancer.replace("suffix:", "")]?.[name] ?? 0;
      for (let each = 0; each < count; each++) metrics.count(name, LoadBalancer, TargetGroup);
    }
  }
  const endMs = nowMs + 1000;
  nowMs += 10_000;
  const { id } = metricQueries.find(({ returnData }) => returnData)!;
  return seriesOf(metrics, metricQueries, id, { startMs: -1000, endMs }).get(endMs - 1000)!;
}
