import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { launchTemplate } from "./launchTemplate";
import { type Tags, tags } from "../tags";
import type { CapacityArgs } from "./capacityArgs";

/**
 * The instances of one fleet, one per task, and the capacity provider that connects them to the cluster.
 */
export class Capacity extends pulumi.ComponentResource {
  readonly group: aws.autoscaling.Group;
  readonly provider: aws.ecs.CapacityProvider;

  constructor(name: string, args: CapacityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:Capacity", name, {}, opts);
    const { service, color, network, instanceBase } = args;
    const template = launchTemplate(name, args, { parent: this });
    this.group = new aws.autoscaling.Group(
      name,
      {
        ...groupSize(args),
        vpcZoneIdentifiers: network.privateSubnetIds,
        ...startedFrom(args, template),
        // The deployer waits for the fleet; the `up` does not, since it holds the stack's lock.
        waitForCapacityTimeout: "0",
        tags: groupTags({ ...tags({ service, color }), Name: name }),
      },
      { parent: this, dependsOn: [...instanceBase.ready, ...args.rules] },
    );
    this.provider = new aws.ecs.CapacityProvider(
      name,
      {
        autoScalingGroupProvider: {
          autoScalingGroupArn: this.group.arn,
          // The group's bounds fix its size. Managed scaling is on all the same: without it, tasks
          // would fail while their instances start, rather than wait for them (AWS blog, "Deep dive
          // on ECS cluster auto scaling").
          managedScaling: { status: "ENABLED", targetCapacity: 100 },
          // Instances are terminated only after their tasks have drained.
          managedDraining: "ENABLED",
          // Termination protection would keep the group from ever shrinking to 0 by itself, and
          // from being deleted.
          managedTerminationProtection: "DISABLED",
        },
        tags: tags({ service, color }),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** Instances get a new version when they start; running ones are left alone. */
function startedFrom(
  { spot, compute }: CapacityArgs,
  { id, latestVersion }: aws.ec2.LaunchTemplate,
): Partial<aws.autoscaling.GroupArgs> {
  const version = pulumi.interpolate`${latestVersion}`;
  if (!spot) return { launchTemplate: { id, version } };
  const types = spot.instanceTypes.length > 0 ? [compute.instanceType, ...spot.instanceTypes] : [];
  return {
    mixedInstancesPolicy: {
      instancesDistribution: {
        onDemandBaseCapacity: spot.base,
        onDemandPercentageAboveBaseCapacity: 100 - spot.spotPercent,
        // AWS's own advice: from the pools that are least likely to be taken back, the cheapest one.
        spotAllocationStrategy: "price-capacity-optimized",
      },
      launchTemplate: {
        launchTemplateSpecification: { launchTemplateId: id, version },
        ...(types.length > 0 && { overrides: types.map((instanceType) => ({ instanceType })) }),
      },
    },
  };
}

/** A group outside its new bounds is resized at once (API reference, UpdateAutoScalingGroup). */
function groupSize({ size, ahead, scaling }: CapacityArgs) {
  if (scaling) {
    return { minSize: Math.max(scaling.min, ahead), maxSize: Math.max(scaling.max, ahead) };
  }
  const count = Math.max(size, ahead);
  return { minSize: count, maxSize: count, desiredCapacity: count };
}

function groupTags(wanted: Tags) {
  // ECS adds this tag itself; it is declared so that Pulumi does not remove it.
  const all = { ...wanted, AmazonECSManaged: "true" };
  return Object.entries(all).map(([key, value]) => ({ key, value, propagateAtLaunch: true }));
}
