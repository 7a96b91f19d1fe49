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
  if (!target) return scalable;
  new aws.appautoscaling.Policy(
    `${name}-cpu`,
    {
      policyType: "TargetTrackingScaling",
      serviceNamespace,
      scalableDimension,
      resourceId,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        targetValue: target.cpuPercent,
      },
    },
    opts,
  );
  return scalable;
}
