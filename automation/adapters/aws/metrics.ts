import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { Metrics } from "../../world/metrics";
import { type AskMetrics, type MetricQuery, metricsFrom } from "../fleetMetrics";
import { type AwsByRegion, type AwsObserverOptions, clientsByRegion } from "./observer";
import { readingUntil } from "./reading";
import { loadBalancerDimension, requireValues, targetGroupDimension } from "./traffic";

const minuteMs = 60_000;

/** What CloudWatch has counted. Its methods fail as the observer's do. */
export function createAwsMetrics(options: AwsObserverOptions): Metrics {
  const awsIn = clientsByRegion(options);
  const reading = readingUntil(options.signal);
  return metricsFrom(
    (region, queries, range) =>
      reading("metrics of the load balancers", () => askCloudWatch(awsIn, region, queries, range)),
    minuteMs,
  );
}

async function askCloudWatch(
  awsIn: AwsByRegion,
  region: string,
  queries: readonly MetricQuery[],
  { fromMs, toMs }: Parameters<AskMetrics>[2],
): Promise<Map<string, Map<number, number>>> {
  const { paginateGetMetricData } = await import("@aws-sdk/client-cloudwatch");
  const aws = awsIn(region);
  const pages = paginateGetMetricData(
    { client: await aws.cloudWatch() },
    {
      MetricDataQueries: queries.map(toQuery),
      StartTime: new Date(fromMs),
      EndTime: new Date(toMs),
      ScanBy: "TimestampAscending",
    },
    aws.callOptions,
  );
  const found = new Map<string, Map<number, number>>();
  for await (const { MetricDataResults = [] } of pages) {
    for (const result of MetricDataResults) {
      const { Id = "", Timestamps = [] } = result;
      const points = found.get(Id) ?? new Map<number, number>();
      found.set(Id, points);
      for (const [index, value] of requireValues(result, "metric").entries()) {
        points.set(Timestamps[index]!.getTime(), value);
      }
    }
  }
  return found;
}

function toQuery(query: MetricQuery): MetricDataQuery {
  return {
    Id: query.id,
    MetricStat: {
      Metric: {
        Namespace: "AWS/ApplicationELB",
        MetricName: query.metricName,
        Dimensions: [
          { Name: "LoadBalancer", Value: loadBalancerDimension(query.loadBalancerArn) },
          { Name: "TargetGroup", Value: targetGroupDimension(query.targetGroupArn) },
        ],
      },
      Period: query.periodSeconds,
      Stat: query.stat,
    },
  };
}
