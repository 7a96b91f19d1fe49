import { z } from "zod";
import type { Cloud } from "../cloud";
import type { EcsService } from "../dataplane/ecsService";
import { CloudError } from "../errors";
import { serviceKey } from "./ecsNames";
import { defineType } from "./resourceType";
import { type ActionInputs, scheduledAction } from "./scheduledAction";
import { policyType, scalable, scalingPolicy } from "./scalingPolicy";
import { flag, tags, wholeNumber } from "./schemas";

const targetType = "aws:appautoscaling/target:Target";

const properties = {
  ...scalable,
  minCapacity: wholeNumber(0, 5000),
  maxCapacity: wholeNumber(0, 5000),
  suspendedState: z
    .strictObject({
      dynamicScalingInSuspended: flag(false),
      dynamicScalingOutSuspended: flag(false),
      scheduledScalingSuspended: flag(false),
    })
    .optional(),
  tags,
};
type Inputs = z.output<z.ZodObject<typeof properties>>;

const target = defineType({
  token: targetType,
  properties,
  replaceOn: ["serviceNamespace", "scalableDimension", "resourceId"],
  problems({ minCapacity = 0, maxCapacity = Infinity }) {
    return minCapacity > maxCapacity ? ["maxCapacity must be at least minCapacity"] : [];
  },
  create(cloud, inputs) {
    if (targetOf(cloud, inputs.resourceId)) {
      throw new CloudError("ValidationException", `${inputs.resourceId} is a scalable target`);
    }
    keepWithin(requireService(cloud, inputs.resourceId), inputs);
    const arn = cloud.arn("application-autoscaling", `scalable-target/${cloud.random.hex(20)}`);
    return { id: inputs.resourceId, outputs: { arn } };
  },
  update(cloud, _resource, inputs) {
    keepWithin(requireService(cloud, inputs.resourceId), inputs);
    return {};
  },
  read(_cloud, { inputs: { minCapacity, maxCapacity } }) {
    return { minCapacity, maxCapacity };
  },
  delete(cloud, { id }) {
    const policy = cloud.resources.all(policyType).find(({ inputs }) => inputs.resourceId === id);
    if (policy) throw new CloudError("ValidationException", `${id} still has policy ${policy.id}`);
  },
});

/** A target's bounds take effect at once, even while its scaling is suspended (RegisterScalableTarget). */
function keepWithin(service: EcsService, { minCapacity, maxCapacity }: Inputs): void {
  const { desiredCount } = service.settings;
  service.scale(Math.min(Math.max(desiredCount, minCapacity), maxCapacity));
}

function requireService(cloud: Cloud, resourceId: string): EcsService {
  const [, cluster = "", name = ""] = resourceId.split("/");
  const service = cloud.services.get(serviceKey(cluster, name));
  if (!service) throw new CloudError("ValidationException", `ECS service doesn't exist: ${name}`);
  return service;
}

function targetOf(cloud: Cloud, resourceId: string): Inputs | undefined {
  const found = cloud.resources.all(targetType).find(({ id }) => id === resourceId);
  return found?.inputs as Inputs | undefined;
}

export interface ScaleAnswer {
  desired: number;
  /** Why the count is not the one wanted; empty if it is. */
  reason: string;
}

/** What a service's scaling policy does to get `wanted` tasks. */
export function scale(cloud: Cloud, key: string, wanted: number): ScaleAnswer {
  const resourceId = `service/${key}`;
  const service = requireService(cloud, resourceId);
  const limits = targetOf(cloud, resourceId);
  const { desiredCount } = service.settings;
  if (!limits) return { desired: desiredCount, reason: "no scalable target is registered" };
  const { dynamicScalingInSuspended = false, dynamicScalingOutSuspended = false } =
    limits.suspendedState ?? {};
  const suspended = wanted < desiredCount ? dynamicScalingInSuspended : dynamicScalingOutSuspended;
  if (suspended && wanted !== desiredCount) {
    return { desired: desiredCount, reason: "scaling is suspended" };
  }
  const { minCapacity, maxCapacity } = limits;
  const desired = Math.min(Math.max(wanted, minCapacity), maxCapacity);
  service.scale(desired);
  const reason = desired === wanted ? "" : `the bounds are ${minCapacity} and ${maxCapacity}`;
  return { desired, reason };
}

/**
 * What a scheduled action does when it is due: nothing while the target is suspended, and AWS does not make up for it.
 */
export function applyBounds(
  cloud: Cloud,
  { resourceId, scalableTargetAction }: ActionInputs,
): void {
  const found = cloud.resources.all(targetType).find(({ id }) => id === resourceId);
  const inputs = found?.inputs as Inputs | undefined;
  if (!inputs || inputs.suspendedState?.scheduledScalingSuspended) return;
  const changed = { ...inputs, ...scalableTargetAction };
  found!.inputs = changed;
  keepWithin(requireService(cloud, resourceId), changed);
}

export const appAutoScalingTypes = [target, scalingPolicy, scheduledAction];
