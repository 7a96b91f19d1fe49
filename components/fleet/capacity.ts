import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { launchTemplate } from "./launchTemplate";
import { type Tags, tags } from "../tags";
import type { CapacityArgs } from "./capacityArgs";

/** The instances of one fleet, one for each task, and their way into the cluster. */
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
        // A new version reaches instances as they start; running ones are left alone.
        launchTemplate: {
          id: template.id,
          version: pulumi.interpolate`${template.latestVersion}`,
        },
        // The deployer waits for the fleet, not the `up` with its lock.
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
          // The group's bounds keep a fixed size. Without managed scaling, tasks would fail as long as their
          // instances start, and not wait for them (AWS blog, "Deep dive on ECS cluster auto scaling").
          managedScaling: { status: "ENABLED", targetCapacity: 100 },
          // Instances leave only after their tasks have drained.
          managedDraining: "ENABLED",
          // It would keep the group from ever shrinking to 0 by itself, and from being deleted.
          managedTerminationProtection: "DISABLED",
        },
        tags: tags({ service, color }),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** New bounds move a group that is outside of them at once (API reference, UpdateAutoScalingGroup). */
function groupSize({ size, ahead, scaling }: CapacityArgs) {
  if (scaling) {
    return { minSize: Math.max(scaling.min, ahead), maxSize: Math.max(scaling.max, ahead) };
  }
  const count = Math.max(size, ahead);
  return { minSize: count, maxSize: count, desiredCapacity: count };
}

function groupTags(wanted: Tags) {
  // ECS adds this one itself; named here so that it is not taken off again.
  const all = { ...wanted, AmazonECSManaged: "true" };
  return Object.entries(all).map(([key, value]) => ({ key, value, propagateAtLaunch: true }));
}
