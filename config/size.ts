import { z } from "zod";
import { queueArn } from "./queueArn";

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

/**
 * Number of tasks while the fleet's color is active: a fixed number, or `min` and `max`, between which AWS scales to keep
 * `target`. With `min: 0`, a worker has no tasks while its queue is empty, and the first message starts one; if nobody
 * has used the queue for six hours, that takes up to 15 minutes longer. Messages that tasks are working on then count
 * too, so that AWS does not stop the last task while it works.
 */
export const size = z.union([
  tasks,
  z.strictObject({
    /** 0: a worker with no messages in its `queue` has no tasks, except in a release. */
    min: z.number().int().min(0),
    max: tasks,
    /** What AWS keeps the average of the fleet's tasks at. */
    target,
  }),
]);

export type Size = z.output<typeof size>;
export type ScaledSize = Exclude<Size, number>;
export type ScalingTarget = ScaledSize["target"];

/** Fewest and most tasks of a fleet that serves. */
export function boundsOf(size: Size): { min: number; max: number } {
  return typeof size === "number" ? { min: size, max: size } : size;
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
  return Math.min(recorded, ...known.flatMap((one) => (typeof one === "object" ? one.min : [])));
}
