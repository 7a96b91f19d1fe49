import { z } from "zod";
import { boundsOf, type Size } from "./size";
import { eachOnce } from "./unique";

/** Sources: `base` of CapacityProviderStrategyItem, Amazon ECS API Reference; `Overrides` of LaunchTemplate, EC2 Auto Scaling API Reference. */
export const capacityLimits = { base: 100_000, instanceTypes: 40 };

/** Fargate's own capacity providers, which a cluster has only once they are on its list. */
export const fargateProviders = ["FARGATE", "FARGATE_SPOT"] as const;

const share = z.strictObject({
  /**
   * Tasks on demand that come first. At least 1: AWS may have no Spot capacity, or take all of it back at once.
   */
  base: z
    .number()
    .int()
    .max(capacityLimits.base)
    .refine(
      (base) => base >= 1,
      "must be at least 1: AWS may take every Spot task back at once, or start none",
    )
    .default(1),
  /** Of the tasks above `base`, in percent. */
  spotPercent: z.number().int().min(1).max(100).default(100),
  /**
   * Of a service on instances: types besides `compute.instanceType` that AWS may start, each at least as large. The more
   * there are, the rarer Spot instances are taken back.
   */
  instanceTypes: eachOnce(
    z
      .string()
      .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "must be an instance type such as `t3.small`"),
  ).default([]),
});

/** What tasks of a fleet run on Spot capacity. */
export type SpotShare = z.output<typeof share>;

/**
 * `onDemand`, or how much runs on Spot capacity, which costs less and which AWS takes back with two minutes' notice.
 * `mixed`: the `min` of `size` on demand, Spot for what scaling adds. `spot`: all but the first task. Or numbers of your
 * own, as `{ base, spotPercent }`. A release also waits for the candidate's Spot tasks; hooks and self-tests of
 * services on Fargate never run on Spot.
 */
export const capacity = z.union([z.enum(["onDemand", "mixed", "spot"]), share]);

export type Capacity = z.output<typeof capacity>;

/** Words become numbers, which a fleet keeps: ECS starts all its tasks again when they change. */
export function inNumbers(given: Capacity, size: Size): "onDemand" | SpotShare {
  const { min } = boundsOf(size);
  const words = { mixed: Math.max(1, min), spot: 1 };
  if (typeof given !== "string" || given === "onDemand") return given;
  return { base: words[given], spotPercent: 100, instanceTypes: [] };
}

/** Null: everything is on demand. */
export function spotShare({ capacity }: { capacity: Capacity }): SpotShare | null {
  return typeof capacity === "string" ? null : capacity;
}
