import { z } from "zod";
import type { ClusterView } from "../../automation/world/inspector";
import { CloudError } from "../errors";
import { autoScalingGroupType } from "./autoScaling";
import { serviceType } from "./ecsNames";
import { defineType } from "./resourceType";
import { arnOf, name, tags } from "./schemas";

export const clusterType = "aws:ecs/cluster:Cluster";
export const capacityProviderType = "aws:ecs/capacityProvider:CapacityProvider";
export const clusterCapacityType = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";

const cluster = defineType({
  token: clusterType,
  properties: {
    name: name(255, "_-"),
    settings: z
      .array(
        z.strictObject({
          name: z.literal("containerInsights"),
          value: z.enum(["enhanced", "enabled", "disabled"]),
        }),
      )
      .optional(),
    tags,
  },
  replaceOn: ["name"],
  autoName: { property: "name", maxLength: 255 },
  create(cloud, { name }) {
    const arn = cloud.arn("ecs", `cluster/${name}`);
    return { id: arn, outputs: { arn } };
  },
  delete(cloud, { id }) {
    if (cloud.resources.all(serviceType).some(({ inputs }) => inputs.cluster === id)) {
      throw new CloudError(
        "ClusterContainsServicesException",
        "The Cluster cannot be deleted while Services are active.",
      );
    }
  },
});

/** By its name. */
export function clusterOf(cloud: CloudOf, name: string) {
  return cloud.resources.all(clusterType).find(({ inputs }) => inputs.name === name);
}

/** `DescribeClusters`; null if there is none of this name. */
export function clusterView(cloud: CloudOf, name: string): ClusterView | null {
  const found = clusterOf(cloud, name);
  if (!found) return null;
  const settings = (found.inputs.settings ?? []) as { value: string }[];
  const providers = cloud.resources.get(clusterCapacityType, name)?.inputs.capacityProviders;
  return {
    arn: found.id,
    status: "ACTIVE",
    capacityProviders: (providers ?? []) as string[],
    insights: settings.some(({ value }) => value !== "disabled"),
  };
}

const onOff = z.enum(["ENABLED", "DISABLED"]);

const capacityProvider = defineType({
  token: capacityProviderType,
  properties: {
    name: name(255, "_-").refine(
      (name) => !/^(aws|ecs|fargate)/i.test(name),
      "must not begin with `aws`, `ecs` or `fargate`",
    ),
    autoScalingGroupProvider: z.strictObject({
      autoScalingGroupArn: arnOf("autoscaling"),
      managedScaling: z.discriminatedUnion("status", [
        z.strictObject({ status: z.literal("DISABLED") }),
        z.strictObject({ status: z.literal("ENABLED"), targetCapacity: z.literal(100) }),
      ]),
      managedDraining: onOff.default("DISABLED"),
      managedTerminationProtection: z.literal("DISABLED").default("DISABLED"),
    }),
    tags,
  },
  replaceOn: ["name"],
  autoName: { property: "name", maxLength: 255 },
  create(cloud, { name, autoScalingGroupProvider: { autoScalingGroupArn } }) {
    cloud.resources.require(autoScalingGroupType, "arn", autoScalingGroupArn);
    const arn = cloud.arn("ecs", `capacity-provider/${name}`);
    return { id: arn, outputs: { arn, autoScalingGroupArn } };
  },
  delete(cloud, { inputs }) {
    const associated = cloud.resources
      .all(clusterCapacityType)
      .some((one) => (one.inputs.capacityProviders as string[]).includes(inputs.name));
    if (associated) {
      throw new CloudError(
        "ClientException",
        "The capacity provider cannot be deleted because it is associated with cluster. " +
          "Remove the capacity provider from the cluster and try again.",
      );
    }
  },
});

const properties = {
  clusterName: z.string(),
  capacityProviders: z.array(z.string()).default([]),
};

const clusterCapacityProviders = defineType({
  token: clusterCapacityType,
  properties,
  replaceOn: ["clusterName"],
  create(cloud, { clusterName, capacityProviders }) {
    cloud.resources.require(clusterType, "name", clusterName);
    requireProviders(cloud, capacityProviders);
    return { id: clusterName, outputs: {} };
  },
  update(cloud, { inputs: olds }, { capacityProviders }) {
    requireProviders(cloud, capacityProviders);
    const removed = olds.capacityProviders.filter((name) => !capacityProviders.includes(name));
    refuseUsed(cloud, removed);
    return {};
  },
  delete(cloud, { inputs }) {
    refuseUsed(cloud, inputs.capacityProviders);
  },
});

type CloudOf = Parameters<NonNullable<typeof cluster.delete>>[0];

function requireProviders(cloud: CloudOf, names: string[]): void {
  for (const name of names.filter((name) => !/^FARGATE(_SPOT)?$/.test(name))) {
    cloud.resources.require(capacityProviderType, "name", name);
  }
}

function refuseUsed(cloud: CloudOf, names: string[]): void {
  const strategies = cloud.resources
    .all(serviceType)
    .flatMap(
      ({ inputs }) => (inputs.capacityProviderStrategies ?? []) as { capacityProvider: string }[],
    );
  const used = names.find((name) => strategies.some((one) => one.capacityProvider === name));
  if (used === undefined) return;
  throw new CloudError(
    "ResourceInUseException",
    `The specified capacity provider is in use and cannot be removed: ${used}`,
  );
}

export const ecsClusterTypes = [cluster, capacityProvider, clusterCapacityProviders];
