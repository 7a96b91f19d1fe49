import type { FiringView } from "../../../localCloud/views/firings";
import type { TrafficReport } from "../../traffic/trafficReport";
import type { Act } from "../fleet/facts";

/** One release under traffic. Times in milliseconds since the epoch. */
export interface ScheduleAct extends Act {
  /** Version of the image that served before it, and that serves after it. */
  before: string;
  after: string;
  /** Its step 5, in which production and the schedule move; null: it never came so far. */
  switched: { fromMs: number; toMs: number } | null;
}

/** Everything that a rehearsal of schedules found; what is printed is derived from this alone. */
export interface ScheduleFacts {
  acts: ScheduleAct[];
  /** In order, the last one while the traffic still ran. */
  firings: FiringView[];
  traffic: TrafficReport;
}

/** What a job wrote: `name time version`; null if it is anything else. */
export function evidence({ output }: Pick<FiringView, "output">) {
  const [, name, at, version] = /^(\S+) (\S+) (\S+)$/.exec(output) ?? [];
  return name && at && version ? { name, at, version } : null;
}
