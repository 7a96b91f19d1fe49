import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ScaledSize } from "../../config/size";
import type { Scaling } from "../../release/scaling";
import type { Color } from "../../release/state";
import type { ClusterPlace } from "../stack/foundation";
import { tags } from "../tags";

export interface FleetScalingArgs {
  service: string;
  color: Color;
  cluster: ClusterPlace;
  ecsService: aws.ecs.Service;
  /** Null: the bounds are equal. */
  target: ScaledSize["target"] | null;
  scaling: Scaling;
}

/**
 * Lets Application Auto Scaling keep a fleet's task count. A count outside new bounds is changed at once
 * (API reference, RegisterScalableTarget).
 */
export function scaleFleet(
  name: string,
  { service, color, cluster, ecsService, target, scaling }: FleetScalingArgs,
  opts: pulumi.CustomResourceOptions,
): aws.appautoscaling.Target {
  const still = scaling.held === "still";
  const scalable = new aws.appautoscaling.Target(
    name,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${cluster.name}/${ecsService.name}`,
      minCapacity: scaling.min,
      maxCapacity: scaling.max,
      suspendedState: {
        dynamicScalingInSuspended: scaling.held !== "free",
        dynamicScalingOutSuspended: still,
        scheduledScalingSuspended: still,
      },
      tags: tags({ service, color }),
    },
    opts,
  );
  const { serviceNamespace, scalableDimension, resourceId } = scalable;
  for (const [what, { key, metric }] of Object.entries(metrics)) {
    const targetValue = target?.[key];
    if (targetValue === undefined) continue;
    new aws.appautoscaling.Policy(
      `${name}-${what}`,
      {
        policyType: "TargetTrackingScaling",
        serviceNamespace,
        scalableDimension,
        resourceId,
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: metric },
          targetValue,
        },
      },
      opts,
    );
  }
  return scalable;
}

/** Of several policies AWS follows the one that asks for the most tasks. */
const metrics = {
  cpu: { key: "cpuPercent", metric: "ECSServiceAverageCPUUtilization" },
  memory: { key: "memoryPercent", metric: "ECSServiceAverageMemoryUtilization" },
} as const;
