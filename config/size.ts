import { z } from "zod";

/** How many AWS allows is a quota (config/quotas.ts). */
const tasks = z.number().int().min(1);

const percent = z.number().min(1).max(100).optional();

/** What AWS keeps the average of a fleet's tasks at. With both, it adds tasks for either and removes them for both. */
const target = z
  .strictObject({
    /** CPU use in percent of what `cpu` reserves. */
    cpuPercent: percent,
    /** Memory use in percent of `memoryMiB`. */
    memoryPercent: percent,
  })
  .refine(
    ({ cpuPercent, memoryPercent }) => (cpuPercent ?? memoryPercent) !== undefined,
    "must have `cpuPercent`, `memoryPercent` or both",
  );

/**
 * Number of tasks while the fleet's color is active: a fixed number, or bounds between which AWS scales
 * to keep `target`: `cpuPercent`, the tasks' average CPU use in percent of what `cpu` reserves, `memoryPercent`, the same
 * of `memoryMiB`, or both.
 */
export const size = z.union([
  tasks,
  z.strictObject({
    min: tasks,
    max: tasks,
    target,
  }),
]);

export type Size = z.output<typeof size>;
export type ScaledSize = Exclude<Size, number>;

/** Fewest and most tasks of a fleet that serves. */
export function boundsOf(size: Size): { min: number; max: number } {
  return typeof size === "number" ? { min: size, max: size } : size;
}

/** Null for a fixed number. */
export function scaledSize(size: Size): ScaledSize | null {
  return typeof size === "number" ? null : size;
}
