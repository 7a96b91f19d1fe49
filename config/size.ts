import { z } from "zod";
import { cron } from "./cron/cronSchema";
import { parseCron } from "./cron/cron";
import { lastTime } from "./cron/last";
import { queueArn } from "./queueArn";
import { zone } from "./zoneSchema";

/** How many AWS allows is a quota (config/quotas.ts). */
const tasks = z.number().int().min(1);

const percent = z.number().min(1).max(100).optional();

/** "Values must be in the range of -2^360 to 2^360" (`TargetValue`, Application Auto Scaling API Reference). */
const largestTarget = 2 ** 360;

/** Of what comes in, for each task. */
const perTask = z
  .number()
  .refine((number) => number > 0, "must be more than 0")
  .refine(
    (number) => number <= largestTarget,
    "must be at most 2^360, which is all that AWS takes",
  );

/** With several, AWS adds tasks if any of them needs it, and removes tasks only if all of them allow it. */
const target = z
  .strictObject({
    /** CPU use in percent of what `cpu` reserves. */
    cpuPercent: percent,
    /** Memory use in percent of `memoryMiB`. */
    memoryPercent: percent,
    /**
     * Of an API: requests per minute, from clients and other services together. While there are none at all, AWS
     * removes no tasks.
     */
    requestsPerTask: perTask.optional(),
    /** Of a worker: the messages that wait in an SQS queue, which is in the environment's account and region. */
    queue: z
      .strictObject({
        /** ARN of the queue. */
        arn: queueArn,
        /** Messages waiting for each task. */
        perTask,
      })
      .optional(),
  })
  .refine(
    (given) => Object.values(given).some((value) => value !== undefined),
    "must have `cpuPercent`, `memoryPercent`, `requestsPerTask` or `queue`, or several of them",
  );

/** "Maximum number of scheduled actions per scalable target" (Application Auto Scaling endpoints and quotas). */
const mostActions = 200;

const scheduledBounds = z.strictObject({
  /**
   * When they begin, in the six fields of AWS: minute, hour, day of the month, month, day of the week and year, such as
   * `0 8 ? * MON-FRI *`. One of the two days is `?`.
   */
  cron,
  /** IANA time zone of `cron`, such as `Europe/Berlin`. */
  zone,
  /** Defaults to the `min` beside `scheduled`. */
  min: z.number().int().min(0).optional(),
  /** Defaults to the `max` beside `scheduled`. */
  max: tasks.optional(),
});

/**
 * Number of tasks while the fleet's color is active: a fixed number, or `min` and `max`, between which AWS scales to keep
 * `target`. With `min: 0`, a worker has no tasks while its queue is empty, and the first message starts one; if nobody
 * has used the queue for six hours, that takes up to 15 minutes longer. Messages that tasks are working on then count
 * too, so that AWS does not stop the last task while it works.
 */
export const size = z.union([
  tasks,
  z.strictObject({
    /** The fewest tasks. 0: a worker with no messages in its `queue` has no tasks, except in a release. */
    min: z.number().int().min(0),
    /** The most tasks that AWS starts. */
    max: tasks,
    /** What AWS keeps the average of the fleet's tasks at. */
    target,
    /**
     * Other bounds from certain times on, each until the next one. A release holds them, and ends with those that hold by
     * then; any `up` applies what holds within five minutes.
     */
    scheduled: z.array(scheduledBounds).min(1).max(mostActions).optional(),
  }),
]);

export type Size = z.output<typeof size>;
export type ScaledSize = Exclude<Size, number>;
export type ScalingTarget = ScaledSize["target"];

export interface Bounds {
  min: number;
  max: number;
}

/** Fewest and most tasks that a fleet that serves may have at any time. */
export function boundsOf(size: Size): Bounds {
  if (typeof size === "number") return { min: size, max: size };
  const all = [size, ...scheduledIn(size)];
  return {
    min: Math.min(...all.map(({ min }) => min)),
    max: Math.max(...all.map(({ max }) => max)),
  };
}

export interface ScheduledBounds extends Bounds {
  cron: string;
  zone: string;
}

/** Its scheduled bounds, with what they default to. */
export function scheduledIn(size: Size): ScheduledBounds[] {
  if (typeof size === "number") return [];
  const { min, max, scheduled = [] } = size;
  return scheduled.map((one) => ({ ...one, min: one.min ?? min, max: one.max ?? max }));
}

/**
 * AWS replays no scheduled change of bounds that came while they were held, and an `up` takes a while: one that is due
 * within this time is made by the `up` already.
 */
const soonMs = 5 * 60_000;

/** The bounds that hold at an instant: those of the last scheduled change, if there was one. */
export function boundsAt(size: Size, nowMs: number): Bounds {
  if (typeof size === "number") return { min: size, max: size };
  let last = -Infinity;
  let { min, max }: Bounds = size;
  for (const one of scheduledIn(size)) {
    const read = parseCron(one.cron);
    const at = "cron" in read ? lastTime(read.cron, one.zone, nowMs + soonMs) : null;
    if (at === null || at < last) continue;
    ({ min, max } = one);
    last = at;
  }
  return { min, max };
}

/** Null for a fixed number. */
export function scaledSize(size: Size): ScaledSize | null {
  return typeof size === "number" ? null : size;
}

/**
 * How many tasks AWS may leave of a fleet that was recorded with this many, by the size that the last `up` applied, or
 * by the lowest of several that may apply.
 */
export function leastTasks(recorded: number, ...applied: unknown[]): number {
  const known = applied.map((one) => size.safeParse(one).data);
  const least = known.flatMap((one) => (typeof one === "object" ? boundsOf(one).min : []));
  return Math.min(recorded, ...least);
}
