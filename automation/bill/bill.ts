import { counted } from "../../config/plural";
import type { PriceList } from "../world/prices";
import type { Extra } from "./extra";
import { dollars, pricesNote } from "./money";
import { mayBeOnSpot, spotWords, type TaskShape, taskHourUsd } from "./taskPrice";

/** What a release ran in addition to production. */
export interface Bill extends Extra {
  /** US dollars; null: a price is not known. */
  usd: number | null;
  /** `tasks`: when ECS started and stopped each task; `ups`: estimated from the times of the `up`s. */
  from: "tasks" | "ups";
  /** Some of it may have been on Spot, and is counted at the price on demand. */
  spot?: true;
  /** Those of which it is not known. */
  unknown: string[];
  /** Null: nothing ran in addition. */
  prices: PriceList | null;
}

/** One service's part; null: not known. */
export interface Counted {
  service: string;
  shape: TaskShape;
  extra: Extra | null;
}

export function billFrom(
  parts: readonly Counted[],
  from: Bill["from"],
  prices: PriceList | null,
): Bill {
  const known = parts.flatMap(({ shape, extra }) => (extra ? [{ shape, ...extra }] : []));
  const total = (of: (one: (typeof known)[number]) => number) =>
    known.reduce((all, one) => all + of(one), 0);
  const usd = known.map(({ shape, taskSeconds }) => {
    if (taskSeconds === 0) return 0;
    const hour = prices && taskHourUsd(shape, prices);
    return hour === null ? null : (taskSeconds * hour) / 3600;
  });
  return {
    tasks: total(({ tasks }) => tasks),
    taskSeconds: total(({ taskSeconds }) => taskSeconds),
    usd: usd.includes(null) ? null : (usd as number[]).reduce((all, one) => all + one, 0),
    from,
    ...(known.some(({ tasks, shape }) => tasks > 0 && mayBeOnSpot(shape)) && {
      spot: true as const,
    }),
    unknown: parts.flatMap(({ service, extra }) => (extra ? [] : [service])),
    prices,
  };
}

const fromWords = {
  tasks: "by ECS's times of each task",
  ups: "estimated from the times of its `up`s",
} as const;

/** `3 tasks beside production, 1512 task-seconds, $0.02, by ECS's times of each task (prices of …)` */
export function describeBill({
  tasks,
  taskSeconds,
  usd,
  from,
  spot,
  unknown,
  prices,
}: Bill): string {
  const lost =
    unknown.length > 0 ? [`unknown of ${unknown.join(", ")}: ECS no longer lists the tasks`] : [];
  if (tasks === 0) return ["no task beside production", ...lost].slice(-1).join("");
  const cost = prices === null ? "" : `, ${usd === null ? "price unknown" : dollars(usd)}`;
  const note = prices === null ? "" : ` (${pricesNote(prices)}${spot ? `; ${spotWords}` : ""})`;
  const ran = `${counted(tasks, "task")} beside production, ${Math.round(taskSeconds)} task-seconds`;
  return [`${ran}${cost}, ${fromWords[from]}${note}`, ...lost].join("; ");
}
