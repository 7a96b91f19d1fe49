import type { MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import type { MetricQuery } from "../fleetMetrics";
import { AwsFailure } from "./awsFailures";
import type { Aws } from "./clients";

/** Without `targetGroupArn`: of the load balancer as a whole. */
export type LoadBalancerQuery = Omit<MetricQuery, "targetGroupArn"> &
  Partial<Pick<MetricQuery, "targetGroupArn">>;

/** Values of one query, oldest first, each with the time at which its period begins. */
export interface MetricValues {
  id: string;
  timestamps: readonly Date[];
  values: readonly number[];
}

/**
 * `GetMetricData`. A query whose values fill several pages comes once for each. Throws AwsFailure if CloudWatch did
 * not return one, naming `what` it is.
 */
export async function* metricData(
  aws: Aws,
  queries: readonly LoadBalancerQuery[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
  what: string,
): AsyncGenerator<MetricValues> {
  const { paginateGetMetricData } = await import("@aws-sdk/client-cloudwatch");
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
  for await (const { MetricDataResults = [] } of pages) {
    for (const result of MetricDataResults) {
      const { Id = "", Timestamps = [] } = result;
      yield { id: Id, timestamps: Timestamps, values: requireValues(result, what) };
    }
  }
}

function toQuery(query: LoadBalancerQuery): MetricDataQuery {
  const { targetGroupArn } = query;
  return {
    Id: query.id,
    MetricStat: {
      Metric: {
        Namespace: "AWS/ApplicationELB",
        MetricName: query.metricName,
        Dimensions: [
          { Name: "LoadBalancer", Value: loadBalancerDimension(query.loadBalancerArn) },
          ...(targetGroupArn === undefined
            ? []
            : [{ Name: "TargetGroup", Value: targetGroupDimension(targetGroupArn) }]),
        ],
      },
      Period: query.periodSeconds,
      Stat: query.stat,
    },
  };
}

/** `arn:...:loadbalancer/app/name/id` -> `app/name/id` */
function loadBalancerDimension(arn: string): string {
  return arn.slice(arn.indexOf(":loadbalancer/") + ":loadbalancer/".length);
}

/** `arn:...:targetgroup/name/id` -> `targetgroup/name/id` */
function targetGroupDimension(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}

/** Missing values mean zero only if CloudWatch reported no error of its own. */
function requireValues(
  { Id, StatusCode, Messages = [], Values = [] }: MetricDataResult,
  what: string,
): number[] {
  if (StatusCode !== "InternalError" && StatusCode !== "Forbidden") return Values;
  const detail = Messages.map(({ Code, Value }) => `${Code}: ${Value}`).join("; ");
  throw new AwsFailure(
    StatusCode === "Forbidden" ? "access-denied" : "unavailable",
    `CloudWatch did not return the ${what} \`${Id}\`: ${detail || StatusCode}.`,
    "Allow `cloudwatch:GetMetricData` and run the command again.",
  );
}
