import type { ServiceInventory } from "../../../release/inventory";
import type { Color } from "../../../release/state";
import type {
  CountedMinute,
  LatencyPercentiles,
  Metrics,
  MinuteSpan,
} from "../../../automation/world/metrics";
import type { FleetMinute } from "../../../statistics/canary/minute";
import type { Reach } from "../reach";
import { timings } from "../timings";
import type { Calls } from "./calls";

/** Enough for a canary of a minute. */
const requests = 6000;

/** Every fleet is as busy as the other and equally fast; one that is unhealthy fails all of its requests. */
export class ModelMetrics implements Metrics {
  /** A poll: how long a canary takes moves no traffic. */
  readonly minuteMs = timings.pollMs;

  constructor(
    private readonly reach: Reach,
    private readonly calls: Calls,
  ) {}

  minutes(
    _: unknown,
    { fleets }: ServiceInventory,
    { from, to }: MinuteSpan,
  ): Promise<CountedMinute[]> {
    return this.calls.answer("reading metrics", () => {
      const counted = (color: Color): FleetMinute => {
        const { running, healthy } = this.reach.world.fleet(fleets[color].serviceName);
        return running > 0 ? { requests, errors: healthy > 0 ? 0 : requests } : {};
      };
      const both = { blue: counted("blue"), green: counted("green") };
      return Array.from({ length: to - from }, (_, index) => ({
        ...{ minute: from + index, fleets: both },
      }));
    });
  }

  percentiles(): Promise<Partial<Record<Color, LatencyPercentiles>>> {
    return this.calls.answer("reading percentiles", () => ({}));
  }
}
