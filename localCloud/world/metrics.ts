import { type AskMetrics, metricsFrom } from "../../automation/adapters/fleetMetrics";
import type { Metrics } from "../../automation/world/metrics";
import type { CloudClient } from "../api/client";
import { suffixOf } from "../metrics/elbMetrics";

/** Throws for what CloudWatch, or the local cloud's model of it, does not have. */
export function createLocalMetrics(cloud: CloudClient, minuteMs: number): Metrics {
  const ask: AskMetrics = async (_region, queries, { fromMs, toMs }) => {
    const asked = queries.map(({ id, metricName, loadBalancerArn, targetGroupArn, ...how }) => ({
      id,
      metric: {
        namespace: "AWS/ApplicationELB",
        metricName,
        dimensions: {
          LoadBalancer: suffixOf(loadBalancerArn),
          TargetGroup: suffixOf(targetGroupArn),
        },
        period: how.periodSeconds,
        stat: how.stat,
      },
    }));
    const found = await cloud.metricData(asked, { startMs: fromMs, endMs: toMs });
    return new Map(
      found.map(({ id, timestampsMs, values }) => [
        id,
        new Map(timestampsMs.map((ms, index) => [ms, values[index]!])),
      ]),
    );
  };
  return metricsFrom(ask, minuteMs);
}
