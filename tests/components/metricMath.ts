import type { AlarmDefinition } from "../../localCloud/metrics/alarmDefinition";
import type { MetricName } from "../../localCloud/metrics/elbMetrics";
import { Metrics } from "../../localCloud/metrics/metrics";
import { seriesOf } from "../../localCloud/metrics/query";

/** What an alarm compares with its threshold, given what each load balancer reported for a minute. */
export function shareOf(
  inputs: Record<string, unknown>,
  reported: Record<string, Record<string, number>>,
): number {
  const { metricQueries } = inputs as unknown as AlarmDefinition;
  let nowMs = 0;
  const metrics = new Metrics(1000, () => nowMs);
  for (const { metric } of metricQueries) {
    const { LoadBalancer = "", TargetGroup } = metric?.dimensions ?? {};
    const name = metric?.metricName as MetricName;
    const count = reported[LoadBalancer.replace("suffix:", "")]?.[name] ?? 0;
    for (let each = 0; each < count; each++) metrics.count(name, LoadBalancer, TargetGroup);
  }
  nowMs = 10_000;
  const { id } = metricQueries.find(({ returnData }) => returnData)!;
  return seriesOf(metrics, metricQueries, id, { startMs: 0, endMs: 1000 }).get(0)!;
}
