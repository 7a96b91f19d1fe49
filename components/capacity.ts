import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../config/schema";
import type { Color } from "../release/state";
import type { InstanceBase } from "./instanceBase";
import { launchTemplate } from "./launchTemplate";
import type { Network } from "./network";
import { type Tags, tags } from "./tags";

export interface CapacityArgs {
  service: string;
  color: Color;
  compute: Extract<ServiceSettings["compute"], { type: "ec2" }>;
  architecture: ServiceSettings["architecture"];
  /** Number of instances. */
  size: number;
  cluster: aws.ecs.Cluster;
  instanceBase: InstanceBase;
  network: Network;
  /** These turn traffic away before instances stop, so they come first. */
  rules: pulumi.Resource[];
}

/** The instances of one fleet: exactly `size` of them, and their way into the cluster. */
export class Capacity extends pulumi.ComponentResource {
  readonly group: aws.autoscaling.Group;
  readonly provider: aws.ecs.CapacityProvider;

  constructor(name: string, args: CapacityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:Capacity", name, {}, opts);
    const { service, color, size, network, instanceBase } = args;
    const template = launchTemplate(name, args, { parent: this });
    this.group = new aws.autoscaling.Group(
      name,
      {
        minSize: size,
        maxSize: size,
        desiredCapacity: size,
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
          // The release sets the size; instances leave only after their tasks have drained.
          managedScaling: { status: "DISABLED" },
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

function groupTags(wanted: Tags) {
  // ECS adds this one itself; named here so that it is not taken off again.
  const all = { ...wanted, AmazonECSManaged: "true" };
  return Object.entries(all).map(([key, value]) => ({ key, value, propagateAtLaunch: true }));
}
