import { z } from "zod";
import type { Cloud } from "../cloud";
import { AutoScalingGroup } from "../dataplane/autoScaling";
import { CloudError } from "../errors";
import { requireById, subnetType } from "./vpcs";
import { defineType } from "./resourceType";
import { wholeNumber } from "./schemas";

export const autoScalingGroupType = "aws:autoscaling/group:Group";

const size = wholeNumber(0, 10_000);
const mixedInstancesPolicy = z.strictObject({
  instancesDistribution: z.strictObject({
    onDemandBaseCapacity: wholeNumber(0, 10_000).default(0),
    onDemandPercentageAboveBaseCapacity: wholeNumber(0, 100).default(100),
    spotAllocationStrategy: z
      .enum(["lowest-price", "capacity-optimized", "price-capacity-optimized"])
      .default("lowest-price"),
  }),
  launchTemplate: z.strictObject({
    launchTemplateSpecification: z.strictObject({
      launchTemplateId: z.string(),
      version: z.string().optional(),
    }),
    overrides: z
      .array(z.strictObject({ instanceType: z.string() }))
      .max(40)
      .optional(),
  }),
});

const properties = {
  name: z.string().min(1).max(255),
  minSize: size,
  maxSize: size,
  desiredCapacity: size.optional(),
  vpcZoneIdentifiers: z.array(z.string()).min(1),
  launchTemplate: z.strictObject({ id: z.string(), version: z.string().optional() }).optional(),
  mixedInstancesPolicy: mixedInstancesPolicy.optional(),
  protectFromScaleIn: z.literal(false).optional(),
  /** In Go's format for durations; `0` does not wait. */
  waitForCapacityTimeout: z
    .string()
    .regex(/^(\d+(\.\d+)?[hms])+$|^0$/, "must be a duration such as `10m`")
    .default("10m"),
  tags: z
    .array(z.strictObject({ key: z.string(), value: z.string(), propagateAtLaunch: z.boolean() }))
    .max(50)
    .optional(),
};
type Inputs = z.output<z.ZodObject<typeof properties>>;

/** How long a delete waits for the instances to be gone, in AWS seconds. */
const deleteTimeoutSeconds = 600;

const group = defineType({
  token: autoScalingGroupType,
  properties,
  replaceOn: ["name"],
  autoName: { property: "name", maxLength: 255 },
  problems({ minSize, maxSize, desiredCapacity, ...given }, _, isUnknown) {
    const templates = (["launchTemplate", "mixedInstancesPolicy"] as const).filter(
      (property) => given[property] !== undefined || isUnknown(property),
    );
    const problems =
      templates.length === 1
        ? []
        : ["one of `launchTemplate` and `mixedInstancesPolicy` must be specified"];
    if (minSize === undefined || maxSize === undefined) return problems;
    const desired = desiredCapacity ?? minSize;
    return desired >= minSize && desired <= maxSize
      ? problems
      : [...problems, "desired capacity must be between the specified min size and max size"];
  },
  async create(cloud, inputs) {
    requireById(cloud, "aws:ec2/launchTemplate:LaunchTemplate", templateOf(inputs), "NotFound");
    for (const id of inputs.vpcZoneIdentifiers) {
      requireById(cloud, subnetType, id, "ValidationError");
    }
    const { name } = inputs;
    const uuid = cloud.random.hex(32);
    const arn = cloud.arn("autoscaling", `autoScalingGroup:${uuid}:autoScalingGroupName/${name}`);
    const created = new AutoScalingGroup(name, arn, {
      timing: cloud.timing,
      bootSeconds: () => cloud.options.instanceStartSeconds,
      hasSpot: () => !cloud.spot.isShort,
      newInstance: () => ({ id: cloud.newId("i"), address: cloud.newPrivateAddress() }),
    });
    cloud.autoScalingGroups.set(arn, created);
    await resize(created, inputs);
    return { id: name, outputs: { arn } };
  },
  async update(cloud, { outputs }, inputs) {
    const group = cloud.autoScalingGroups.get(String(outputs.arn));
    if (group) await resize(group, inputs);
    return {};
  },
  async delete(cloud, { outputs }) {
    const arn = String(outputs.arn);
    refuseInUse(cloud, arn);
    const group = cloud.autoScalingGroups.get(arn);
    group?.setCapacity(0);
    if (group && !(await group.waitUntilEmpty(deleteTimeoutSeconds))) {
      throw new CloudError(
        "ResourceInUse",
        "You cannot delete an AutoScalingGroup while there are instances still in the group",
      );
    }
    cloud.autoScalingGroups.delete(arn);
  },
});

function templateOf({ launchTemplate, mixedInstancesPolicy }: Inputs): string {
  const { launchTemplateSpecification: mixed } = mixedInstancesPolicy?.launchTemplate ?? {};
  return launchTemplate?.id ?? mixed?.launchTemplateId ?? "";
}

async function resize(group: AutoScalingGroup, inputs: Inputs): Promise<void> {
  const { instancesDistribution: mixed } = inputs.mixedInstancesPolicy ?? {};
  group.distribution = mixed
    ? {
        onDemandBase: mixed.onDemandBaseCapacity,
        onDemandPercent: mixed.onDemandPercentageAboveBaseCapacity,
      }
    : null;
  group.resize(inputs.minSize, inputs.maxSize, inputs.desiredCapacity);
  const timeoutSeconds = durationSeconds(inputs.waitForCapacityTimeout);
  if (timeoutSeconds === 0 || (await group.waitForCapacity(timeoutSeconds))) return;
  throw new CloudError("Timeout", `waiting for healthy instances in ${group.name}`);
}

function refuseInUse(cloud: Cloud, arn: string): void {
  const user = cloud.resources
    .all("aws:ecs/capacityProvider:CapacityProvider")
    .find(({ outputs }) => outputs.autoScalingGroupArn === arn);
  if (user)
    throw new CloudError("ResourceInUse", `the group is used by capacity provider ${user.id}`);
}

function durationSeconds(text: string): number {
  const seconds: Record<string, number> = { h: 3600, m: 60, s: 1 };
  const parts = [...text.matchAll(/([\d.]+)([hms])/g)];
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (seconds[unit ?? ""] ?? 0),
    0,
  );
}

export const autoScalingTypes = [group];
