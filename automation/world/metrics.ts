import type { Inventory, ServiceInventory } from "../../release/inventory";
import type { Color } from "../../release/state";
import type { FleetMinute } from "../../statistics/canary/minute";
import type { Percentiles } from "../../statistics/canary/quantiles";

/** What the load balancers have counted of a service's fleets, in whole minutes. */
export interface Metrics {
  /** Milliseconds that a minute lasts; a rehearsal plays them faster. */
  readonly minuteMs: number;
  /** Every minute of the span, the oldest first. What is absent is unknown, not 0: it may be late. */
  minutes(
    inventory: Inventory,
    service: ServiceInventory,
    span: MinuteSpan,
    how: Counting,
  ): Promise<CountedMinute[]>;
  /**
   * Latencies over the whole span, in seconds, at the load balancer where the fleets together have most requests. A
   * fleet of which nothing is known there is absent.
   */
  percentiles(
    inventory: Inventory,
    service: ServiceInventory,
    span: MinuteSpan,
  ): Promise<Partial<Record<Color, LatencyPercentiles>>>;
}

/** Minutes by number: that of a time is its milliseconds since the epoch over `minuteMs`, rounded down. */
export interface MinuteSpan {
  from: number;
  /** The first minute after the span. */
  to: number;
}

export interface Counting {
  /** Requests may be open for minutes, so only the service's own 5xx answers count as errors. */
  isLong: boolean;
  /** Bounds of latency buckets in seconds; absent: no buckets are asked for. */
  bounds?: readonly number[] | undefined;
}

export interface CountedMinute {
  minute: number;
  fleets: Record<Color, FleetMinute>;
}

export interface LatencyPercentiles extends Percentiles {
  p10: number;
  /** At that load balancer. */
  requests: number;
}
