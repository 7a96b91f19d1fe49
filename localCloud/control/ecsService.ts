import { z } from "zod";
import type { Cloud } from "../cloud";
import type { ServiceSettings } from "../dataplane/deployment";
import { fargate, fargateSpot } from "../dataplane/capacityStrategy";
import { EcsService } from "../dataplane/ecsService";
import { CloudError } from "../errors";
import { clusterCapacityType, clusterType } from "./ecsCluster";
import { serviceKey, serviceType } from "./ecsNames";
import { serviceWorld } from "./ecsPlacement";
import { defineType } from "./resourceType";
import { arnOf, flag, name, tags, wholeNumber } from "./schemas";

const loadBalancer = z.strictObject({
  targetGroupArn: arnOf("elasticloadbalancing"),
  containerName: z.string(),
  containerPort: z.number().int(),
});

const strategy = z.strictObject({
  capacityProvider: z.string(),
  weight: wholeNumber(0, 1000).default(0),
  base: wholeNumber(0, 100_000).default(0),
});
type Strategy = z.output<typeof strategy>;

const properties = {
  name: name(255, "_-"),
  cluster: z.string(),
  taskDefinition: z.string(),
  desiredCount: wholeNumber(0, 5000).default(0),
  launchType: z.enum(["FARGATE", "EC2"]).optional(),
  capacityProviderStrategies: z.array(strategy).min(1).max(20).optional(),
  orderedPlacementStrategies: z
    .array(
      z.strictObject({
        type: z.enum(["spread", "binpack", "random"]),
        field: z.string().optional(),
      }),
    )
    .max(5)
    .optional(),
  networkConfiguration: z
    .strictObject({
      subnets: z.array(z.string()).min(1).max(16),
      securityGroups: z.array(z.string()).max(5).optional(),
      assignPublicIp: flag(false),
    })
    .optional(),
  loadBalancers: z.array(loadBalancer).max(5).default([]),
  deploymentMinimumHealthyPercent: wholeNumber(0, 100).default(100),
  deploymentMaximumPercent: wholeNumber(100, 200).default(200),
  deploymentCircuitBreaker: z
    .strictObject({ enable: z.boolean(), rollback: z.boolean() })
    .default({ enable: false, rollback: false }),
  /** Seconds. */
  healthCheckGracePeriodSeconds: wholeNumber(0, 2_147_483_647).default(0),
  availabilityZoneRebalancing: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
  enableExecuteCommand: flag(false),
  enableEcsManagedTags: z.boolean().optional(),
  propagateTags: z.enum(["SERVICE", "TASK_DEFINITION", "NONE"]).optional(),
  forceNewDeployment: flag(false),
  waitForSteadyState: z.literal(false).default(false),
  tags,
};
type Inputs = z.output<z.ZodObject<typeof properties>>;

export const service = defineType({
  token: serviceType,
  properties,
  replaceOn: ["name", "cluster", "launchType", "orderedPlacementStrategies"],
  // Without it, an update leaves it to ECS, where a capacity provider strategy takes its place.
  computed: ["launchType"],
  autoName: { property: "name", maxLength: 255 },
  problems(inputs) {
    const { launchType, capacityProviderStrategies, orderedPlacementStrategies } = inputs;
    const problems = [
      ...rebalancingProblems(inputs),
      ...strategyProblems(capacityProviderStrategies ?? []),
    ];
    if (launchType && capacityProviderStrategies) {
      problems.push("`launchType` and `capacityProviderStrategies` exclude each other");
    }
    if (launchType === "FARGATE" && orderedPlacementStrategies) {
      problems.push("placement strategies are not supported with launch type FARGATE");
    }
    return problems;
  },
  create(cloud, inputs) {
    const cluster = cloud.resources.require(clusterType, "arn", inputs.cluster);
    const key = serviceKey(inputs.cluster, inputs.name);
    if (cloud.services.has(key)) {
      throw new CloudError("InvalidParameterException", "Creation of service was not idempotent.");
    }
    const settings = toSettings(cloud, inputs);
    const [{ name }] = settings.strategy;
    const world = serviceWorld(cloud, isFargate(name) ? null : name);
    cloud.services.set(key, new EcsService(inputs.name, settings, world));
    const arn = cloud.arn("ecs", `service/${String(cluster.inputs.name)}/${inputs.name}`);
    return { id: arn, outputs: { arn } };
  },
  update(cloud, _resource, inputs, known) {
    const service = cloud.services.get(serviceKey(inputs.cluster, inputs.name));
    if (!service) return {};
    const settings = toSettings(cloud, inputs);
    // Like the real provider: a count that Pulumi does not change is not sent.
    const { desiredCount } =
      inputs.desiredCount === known.desiredCount ? service.settings : settings;
    service.change({ ...settings, desiredCount }, inputs.forceNewDeployment);
    return {};
  },
  read(cloud, { inputs }) {
    const service = cloud.services.get(serviceKey(inputs.cluster, inputs.name));
    return service ? { desiredCount: service.settings.desiredCount } : {};
  },
  async delete(cloud, { inputs }) {
    const key = serviceKey(inputs.cluster, inputs.name);
    await cloud.services.get(key)?.delete();
    cloud.services.delete(key);
  },
});

/** Without a value, AWS balances the services that it can (CreateService); here it has to be said. */
function rebalancingProblems({
  availabilityZoneRebalancing,
  deploymentMaximumPercent,
  orderedPlacementStrategies: [first] = [],
}: Partial<Inputs>): string[] {
  if (availabilityZoneRebalancing !== "ENABLED") return [];
  const spreads = first?.type === "spread" && first.field === "attribute:ecs.availability-zone";
  return [
    ...(deploymentMaximumPercent === 100
      ? ["availability zone rebalancing needs a maximum percent above 100"]
      : []),
    ...(first && !spreads
      ? ["availability zone rebalancing needs a spread over zones as the first placement strategy"]
      : []),
  ];
}

function toSettings(cloud: Cloud, inputs: Inputs): ServiceSettings {
  const definition = cloud.taskDefinitions.get(inputs.taskDefinition);
  if (!definition) {
    throw new CloudError(
      "ClientException",
      `Unable to describe task definition ${inputs.taskDefinition}.`,
    );
  }
  if (definition.networkMode === "awsvpc" && !inputs.networkConfiguration) {
    throw invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  for (const { containerName, containerPort } of inputs.loadBalancers) {
    const { container } = definition;
    if (container.name === containerName && container.port?.containerPort === containerPort)
      continue;
    throw invalid(
      `The container ${containerName} did not have a container port ${containerPort} defined.`,
    );
  }
  if (inputs.loadBalancers.length === 0 && inputs.healthCheckGracePeriodSeconds > 0) {
    throw invalid(
      "Health check grace period is only valid for services configured to use load balancers",
    );
  }
  return {
    definition,
    desiredCount: inputs.desiredCount,
    minimumHealthyPercent: inputs.deploymentMinimumHealthyPercent,
    maximumPercent: inputs.deploymentMaximumPercent,
    circuitBreaker: inputs.deploymentCircuitBreaker,
    isRebalanced: inputs.availabilityZoneRebalancing === "ENABLED",
    healthCheckGraceSeconds: inputs.healthCheckGracePeriodSeconds,
    hasExec: inputs.enableExecuteCommand,
    strategy: strategyOf(cloud, inputs),
    targetGroups: inputs.loadBalancers.map(({ targetGroupArn }) =>
      attachedGroup(cloud, targetGroupArn, definition.networkMode),
    ),
  };
}

function attachedGroup(cloud: Cloud, arn: string, networkMode: string) {
  const group = cloud.targetGroups.get(arn);
  if (!group) throw invalid(`The target group ${arn} does not exist.`);
  if (!group.inUse) {
    throw invalid(
      `The target group with targetGroupArn ${arn} does not have an associated load balancer.`,
    );
  }
  const resource = cloud.resources.require("aws:lb/targetGroup:TargetGroup", "arn", arn);
  const wanted = networkMode === "awsvpc" ? "ip" : "instance";
  if (resource.inputs.targetType === wanted) return group;
  throw invalid(
    `The provided target group ${arn} has target type ${String(resource.inputs.targetType)}, which ` +
      `is incompatible with the ${networkMode} network mode specified in the task definition.`,
  );
}

/** The capacity providers that place the tasks, which have to be on the cluster's list. */
function strategyOf(cloud: Cloud, inputs: Inputs): ServiceSettings["strategy"] {
  const [first, ...others] = inputs.capacityProviderStrategies ?? [];
  if (!first) {
    if (inputs.launchType === "FARGATE") return [{ name: fargate, base: 0, weight: 1 }];
    throw invalid("the local cloud only places tasks on Fargate or on capacity providers");
  }
  const clusterName = serviceKey(inputs.cluster, "").slice(0, -1);
  const associated = cloud.resources.get(clusterCapacityType, clusterName);
  const listed = (associated?.inputs.capacityProviders as string[] | undefined) ?? [];
  const toProvider = ({ capacityProvider: name, base, weight }: Strategy) => {
    if (listed.includes(name)) return { name, base, weight };
    throw invalid("The specified capacity provider was not found in the cluster.");
  };
  return [toProvider(first), ...others.map(toProvider)];
}

/** Sources: CapacityProviderStrategyItem, Amazon ECS API Reference; "Capacity providers" of the Developer Guide. */
function strategyProblems(strategies: readonly Strategy[]): string[] {
  if (strategies.length === 0) return [];
  const names = strategies.map(({ capacityProvider }) => capacityProvider);
  const ofFargate = names.filter(isFargate).length;
  return [
    ...(ofFargate > 0 && ofFargate < names.length
      ? ["a capacity provider strategy can't contain both Fargate and Auto Scaling group providers"]
      : []),
    ...(ofFargate === 0 && names.length > 1
      ? ["the local cloud only places tasks on a single Auto Scaling group"]
      : []),
    ...(names.length > 1 && strategies.every(({ weight }) => weight === 0)
      ? ["a capacity provider strategy needs a weight above 0"]
      : []),
    ...(strategies.filter(({ base }) => base > 0).length > 1
      ? ["only one capacity provider of a strategy can have a base"]
      : []),
    ...(new Set(names).size < names.length ? ["a capacity provider is listed twice"] : []),
  ];
}

const isFargate = (name: string) => name === fargate || name === fargateSpot;

function invalid(message: string): CloudError {
  return new CloudError("InvalidParameterException", message);
}
