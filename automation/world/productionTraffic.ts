import { usualIdleSeconds } from "../../config/longRequests";
import type { ApiSettings } from "../../config/schema";
import type { Inventory } from "../../release/inventory";
import type { Color } from "../../release/state";
import { readDelayMinutes } from "../../statistics/canary/judge";
import { type Tally, plus, tallyOf } from "../../statistics/canary/minute";
import { latencyBounds, sumOf } from "../../statistics/canary/quantiles";
import type { Traffic } from "../../statistics/canary/reach";
import { serviceInventory } from "./environment";
import type { CountedMinute, Metrics, MinuteSpan } from "./metrics";
import type { Clock } from "./ports";

/** What production has been sent lately, and how its metrics can be read. */
export interface ProductionTraffic extends Traffic {
  /** Of latency buckets, in seconds; absent where the metrics have no buckets. */
  bounds?: readonly number[];
  /** The part of the minutes without a single request. */
  silentShare: number;
}

/** Long enough for a rate; an hour ago the service may have been another one. */
const lookBackMinutes = 60;

/** Null without a single request. */
export async function productionTraffic(
  { metrics, clock }: { metrics: Metrics; clock: Pick<Clock, "nowMs"> },
  inventory: Inventory,
  { name, color, settings }: ServingApi,
): Promise<ProductionTraffic | null> {
  const service = serviceInventory(inventory, name);
  const to = minuteAt(metrics, clock) - readDelayMinutes;
  const span: MinuteSpan = { from: to - lookBackMinutes, to };
  const percentiles = (await metrics.percentiles(inventory, service, span))[color];
  const bounds = percentiles && latencyBounds(percentiles);
  const how = { isLong: isLong(settings), bounds };
  const minutes = await metrics.minutes(inventory, service, span, how);
  const { requests, errors } = totalOf(minutes, color);
  const isSilent = ({ fleets }: CountedMinute) => !fleets[color].requests;
  const known = minutes.slice(minutes.findIndex((minute) => !isSilent(minute)));
  if (requests === 0) return null;
  return {
    requestsPerMinute: requests / known.length,
    silentShare: known.filter(isSilent).length / known.length,
    errorShare: errors / requests,
    ...(percentiles && { p50: percentiles.p50, p90: percentiles.p90 }),
    ...(bounds && hasBuckets(minutes, color, requests) && { bounds }),
  };
}

export interface ServingApi {
  name: string;
  /** Of the fleet that serves. */
  color: Color;
  settings: Pick<ApiSettings, "longestRequestSeconds">;
}

/** As the error alarm sees it (components/loadBalancer/errorAlarm.ts). */
export function isLong({ longestRequestSeconds }: ServingApi["settings"]): boolean {
  return longestRequestSeconds > usualIdleSeconds;
}

/** The minute that is passing. */
export function minuteAt({ minuteMs }: Metrics, clock: Pick<Clock, "nowMs">): number {
  return Math.floor(clock.nowMs() / minuteMs);
}

function totalOf(minutes: readonly CountedMinute[], color: Color): Tally {
  return minutes.reduce((sum, { fleets }) => plus(sum, tallyOf(fleets[color])), {
    requests: 0,
    errors: 0,
  });
}

/** Whether the statistic `TC` is there for most requests. */
function hasBuckets(minutes: readonly CountedMinute[], color: Color, requests: number): boolean {
  const counted = minutes.map(({ fleets }) => sumOf(fleets[color].latencyCounts ?? []));
  return sumOf(counted) * 2 >= requests;
}
