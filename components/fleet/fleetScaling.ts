import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ScalingTarget, ScheduledBounds } from "../../config/size";
import type { Scaling } from "../../release/scaling";
import type { Color } from "../../release/state";
import { tags } from "../tags";
import { type TrackedArgs, trackedMetrics } from "./trackedMetrics";

export interface FleetScalingArgs extends Omit<TrackedArgs, "target"> {
  service: string;
  color: Color;
  /** Null: the bounds are equal. */
  target: ScalingTarget | null;
  scaling: Scaling;
  scheduled: readonly ScheduledBounds[];
}

/**
 * Lets Application Auto Scaling keep a fleet's task count. A count outside new bounds is changed at once
 * (API reference, RegisterScalableTarget).
 */
export function scaleFleet(
  name: string,
  { service, color, target, scaling, scheduled, ...args }: FleetScalingArgs,
  opts: pulumi.CustomResourceOptions,
): aws.appautoscaling.Target {
  const still = scaling.held === "still";
  const scalable = new aws.appautoscaling.Target(
    name,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${args.cluster.name}/${args.ecsService.name}`,
      minCapacity: scaling.min,
      maxCapacity: scaling.max,
      suspendedState: {
        dynamicScalingInSuspended: scaling.held !== "free",
        dynamicScalingOutSuspended: still,
        scheduledScalingSuspended: scaling.held !== "free",
      },
      tags: tags({ service, color }),
    },
    opts,
  );
  const { serviceNamespace, scalableDimension, resourceId } = scalable;
  const tracked = target ? trackedMetrics({ ...args, target }) : [];
  for (const { what, ...targetTrackingScalingPolicyConfiguration } of tracked) {
    new aws.appautoscaling.Policy(
      `${name}-${what}`,
      {
        policyType: "TargetTrackingScaling",
        serviceNamespace,
        scalableDimension,
        resourceId,
        targetTrackingScalingPolicyConfiguration,
      },
      opts,
    );
  }
  const of = { serviceNamespace, scalableDimension, resourceId };
  scheduled.forEach((one, index) => scheduleBounds(`${name}-bounds-${index + 1}`, of, one, opts));
  return scalable;
}

/** What a release holds is missed: the `up` that ends it sets the bounds that hold by then. */
function scheduleBounds(
  name: string,
  of: Pick<
    aws.appautoscaling.ScheduledActionArgs,
    "serviceNamespace" | "scalableDimension" | "resourceId"
  >,
  { cron, zone, min, max }: ScheduledBounds,
  opts: pulumi.CustomResourceOptions,
): void {
  new aws.appautoscaling.ScheduledAction(
    name,
    {
      ...of,
      name,
      schedule: `cron(${cron})`,
      timezone: zone,
      scalableTargetAction: { minCapacity: min, maxCapacity: max },
    },
    opts,
  );
}
