import { type Color, colors } from "../../../release/state";
import type { Inventory, ServiceInventory } from "../../../release/inventory";
import { sumOf } from "../../../statistics/canary/quantiles";
import { edgeOf } from "../../world/edges";
import type { EdgeTraffic, Side } from "../../world/ports";
import type { Aws } from "./clients";
import { type LoadBalancerQuery, metricData } from "./metricData";

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
  queries: readonly LoadBalancerQuery[],
  { startMs, nowMs }: TrafficWindow,
): Promise<number> {
  const range = { fromMs: startMs, toMs: nowMs };
  let requests = 0;
  for await (const { values } of metricData(aws, queries, range, "request count of fleet")) {
    requests += sumOf(values);
  }
  return requests;
}

function requestQueries(
  loadBalancerArn: string,
  edge: Color,
  service: ServiceInventory,
  side: Side,
): LoadBalancerQuery[] {
  return colors.flatMap((fleet) => {
    const { targetGroupArns, privateTargetGroupArns } = service.fleets[fleet];
    const targetGroupArn = (side === "public" ? targetGroupArns : privateTargetGroupArns)?.[edge];
    if (!targetGroupArn) return [];
    const metric = { metricName: "RequestCount", periodSeconds: grainSeconds, stat: "Sum" };
    return [{ id: fleet, loadBalancerArn, targetGroupArn, ...metric }];
  });
}
