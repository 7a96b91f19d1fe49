import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings } from "../../config/schema";
import type { CapacityArgs } from "./capacityArgs";
import { tags } from "../tags";

/**
 * AWS's current ECS-optimized image, resolved each time an instance starts: a fleet starts with the
 * newest one, and a new image changes nothing in the environment's definition.
 */
const machineImages: Record<ServiceSettings["architecture"], string> = {
  X86_64: machineImage("amazon-linux-2023"),
  ARM64: machineImage("amazon-linux-2023/arm64"),
};

function machineImage(system: string): string {
  return `resolve:ssm:/aws/service/ecs/optimized-ami/${system}/recommended/image_id`;
}

/** How an instance of a fleet starts. */
export function launchTemplate(
  name: string,
  { service, color, compute, architecture, spot, cluster, instanceBase }: CapacityArgs,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.LaunchTemplate {
  return new aws.ec2.LaunchTemplate(
    name,
    {
      imageId: machineImages[architecture],
      instanceType: compute.instanceType,
      iamInstanceProfile: { arn: instanceBase.profile.arn },
      vpcSecurityGroupIds: [instanceBase.securityGroup.id],
      userData: cluster.name.apply((clusterName) => base64(userData(clusterName, spot !== null))),
      // IMDSv2 only, with a hop limit of 1: tasks must not use the instance's role.
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
      },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: compute.diskGiB,
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      updateDefaultVersion: true,
      // Instances get their tags from the Auto Scaling group.
      tagSpecifications: [
        { resourceType: "volume", tags: { ...tags({ service, color }), Name: name } },
      ],
      tags: tags({ service, color }),
    },
    opts,
  );
}

function userData(clusterName: string, isSpot: boolean): string {
  return [
    "#!/bin/bash",
    "cat >> /etc/ecs/ecs.config <<'END'",
    `ECS_CLUSTER=${clusterName}`,
    "ECS_AWSVPC_BLOCK_IMDS=true",
    // At a Spot instance's notice, the agent drains it: its tasks leave their load balancers first.
    ...(isSpot ? ["ECS_ENABLE_SPOT_INSTANCE_DRAINING=true"] : []),
    "END",
    "",
  ].join("\n");
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
