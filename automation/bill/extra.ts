import type { TaskTime } from "../world/ports";

/** Tasks that ran in addition to production, and for how long AWS charges for them. */
export interface Extra {
  tasks: number;
  taskSeconds: number;
}

export interface Fleets {
  /** Tasks of the fleet that was released, or of both where it is not known which was. */
  candidate: readonly TaskTime[];
  /** Tasks of the fleet that served before; null: none did. */
  old: readonly TaskTime[] | null;
}

export interface Span {
  /** The candidate serves: it ran in addition until the old fleet had stopped. */
  isDone: boolean;
  /** When the release began. */
  fromMs: number;
  nowMs: number;
  /** AWS charges for so long at least. */
  leastMs: number;
}

/** For so long ECS lists tasks that have stopped. */
const listedMs = 3_600_000;

/** Null: the old fleet may have run, but its tasks are not known any more. */
export function extraOf({ candidate, old }: Fleets, span: Span): Extra | null {
  const end = endOf(old, span);
  if (end === null) return null;
  const charged = candidate.flatMap(({ fromMs, untilMs }) => {
    if (fromMs < span.fromMs) return [];
    const paidMs = untilMs === null ? Infinity : Math.max(untilMs, fromMs + span.leastMs);
    const lastMs = Math.min(paidMs, end);
    // AWS's clock decides wherever it can: this machine's may differ.
    const ms = (lastMs === Infinity ? span.nowMs : lastMs) - fromMs;
    return ms > 0 ? [ms] : [];
  });
  return { tasks: charged.length, taskSeconds: charged.reduce((all, ms) => all + ms, 0) / 1000 };
}

/** When nothing ran in addition any more. */
function endOf(old: Fleets["old"], { isDone, fromMs, nowMs }: Span): number | null {
  if (!isDone) return Infinity;
  // A first release adds nothing to production: it is production.
  if (old === null) return -Infinity;
  if (old.some(({ untilMs }) => untilMs === null)) return nowMs;
  const ends = old.flatMap(({ untilMs }) => (untilMs! >= fromMs ? [untilMs!] : []));
  if (ends.length > 0) return Math.max(...ends);
  return nowMs - fromMs < listedMs ? -Infinity : null;
}
