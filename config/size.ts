import { z } from "zod";

/** How many AWS allows is a quota (config/quotas.ts). */
const tasks = z.number().int().min(1);

/**
 * Number of tasks while the fleet's color is active: a fixed number, or bounds between which AWS scales
 * to keep `target`. `cpuPercent` is the tasks' average CPU use in percent of what `cpu` reserves.
 */
export const size = z.union([
  tasks,
  z.strictObject({
    min: tasks,
    max: tasks,
    target: z.strictObject({ cpuPercent: z.number().min(1).max(100) }),
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
