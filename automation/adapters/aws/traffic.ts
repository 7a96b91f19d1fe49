import type { MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import { type Color, colors } from "../../../release/state";
import type { Inventory, ServiceInventory } from "../../../release/inventory";
import { edgeOf } from "../../world/edges";
import type { EdgeTraffic, Side } from "../../world/ports";
import { AwsFailure } from "./awsFailures";
import type { Aws } from "./clients";

/** Load balancers report once a minute. */
const grainSeconds = 60;

/** How long after its end a minute may still be missing in CloudWatch. */
const publishingSeconds = 120;

export interface TrafficWindow {
  startMs: number;
  /** End of the last minute that CloudWatch has completely. */
  settledMs: number;
  nowMs: number;
}

/**
 * A load balancer reports nothing for a minute without requests, so a missing minute means zero only if it is
 * old enough to have been reported. The window ends there, on a whole minute.
 */
export function trafficWindow(nowMs: number, windowSeconds: number): TrafficWindow {
  const grainMs = grainSeconds * 1000;
  const settledMs = Math.floor((nowMs - publishingSeconds * 1000) / grainMs) * grainMs;
  const grains = Math.max(1, Math.ceil(windowSeconds / grainSeconds));
  return { startMs: settledMs - grains * grainMs, settledMs, nowMs };
}

/**
 * Requests to the service's fleets through one edge. `windowSeconds` of the result is the completely reported
 * window in whole minutes; it ended `lagSeconds` ago. Later requests count if they are already reported: they
 * prove traffic, but their absence proves nothing. Counted at the target groups of both fleets, so requests to
 * the test name are included, and requests that the load balancer answered itself (no target) are not. A
 * WebSocket counts once, when it is opened.
 */
export async function edgeTraffic(
  aws: Aws,
  inventory: Inventory,
  edge: Color,
  service: ServiceInventory,
  window: TrafficWindow,
  side: Side = "public",
): Promise<EdgeTraffic> {
  const queries = requestQueries(edgeOf(inventory, edge, side).arn, edge, service, side);
  return {
    requests: queries.length === 0 ? 0 : await countRequests(aws, queries, window),
    windowSeconds: (window.settledMs - window.startMs) / 1000,
    lagSeconds: Math.ceil((window.nowMs - window.settledMs) / 1000),
  };
}

async function countRequests(
  aws: Aws,
  MetricDataQueries: MetricDataQuery[],
  { startMs, nowMs }: TrafficWindow,
): Promise<number> {
  const { paginateGetMetricData } = await import("@aws-sdk/client-cloudwatch");
  const pages = paginateGetMetricData(
    { client: await aws.cloudWatch() },
    { MetricDataQueries, StartTime: new Date(startMs), EndTime: new Date(nowMs) },
    aws.callOptions,
  );
  let requests = 0;
  for await (const { MetricDataResults = [] } of pages) {
    for (const result of MetricDataResults) requests += sumOf(result);
  }
  return requests;
}

function requestQueries(
  loadBalancerArn: string,
  edge: Color,
  service: ServiceInventory,
  side: Side,
): MetricDataQuery[] {
  const arnOf = (fleet: Color) => {
    const { targetGroupArns, privateTargetGroupArns } = service.fleets[fleet];
    return (side === "public" ? targetGroupArns : privateTargetGroupArns)?.[edge] ?? "";
  };
  const fleets = colors.filter((fleet) => arnOf(fleet) !== "");
  return fleets.map((fleet) => ({
    Id: fleet,
    MetricStat: {
      Metric: {
        Namespace: "AWS/ApplicationELB",
        MetricName: "RequestCount",
        Dimensions: [
          { Name: "LoadBalancer", Value: loadBalancerDimension(loadBalancerArn) },
          {
            Name: "TargetGroup",
            Value: targetGroupDimension(arnOf(fleet)),
          },
        ],
      },
      Period: grainSeconds,
      Stat: "Sum",
    },
  }));
}

/** `arn:...:loadbalancer/app/name/id` -> `app/name/id` */
export function loadBalancerDimension(arn: string): string {
  return arn.slice(arn.indexOf(":loadbalancer/") + ":loadbalancer/".length);
}

/** `arn:...:targetgroup/name/id` -> `targetgroup/name/id` */
export function targetGroupDimension(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}

const sumOf = (result: MetricDataResult): number =>
  requireValues(result, "request count of fleet").reduce((sum, value) => sum + value, 0);

/** Missing values mean zero only if CloudWatch reported no error of its own. */
export function requireValues(
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
