import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkSettings } from "../../config/schema";
import { tags } from "../tags";

/** The network that an environment runs in. */
export interface Network {
  vpcId: pulumi.Input<string>;
  /** For the load balancers. */
  publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** For the tasks, with a route out. */
  privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * A new VPC with public and private subnets in each Availability Zone, or the existing one in the
 * settings.
 *
 * @param withS3 whether a new VPC reaches S3 by a gateway endpoint
 */
export function network(
  settings: NetworkSettings,
  withS3: boolean,
  opts: pulumi.ComponentResourceOptions,
): Network {
  if ("vpcId" in settings) return settings;
  const vpc = newVpc(settings, opts);
  if (withS3) gatewayToS3(vpc, opts);
  return vpc;
}

/** Image layers come from S3. Through this endpoint they are free; through NAT every GB costs. */
function gatewayToS3({ vpcId, routeTables }: awsx.ec2.Vpc, opts: pulumi.ResourceOptions): void {
  new aws.ec2.VpcEndpoint(
    "s3",
    {
      vpcId,
      vpcEndpointType: "Gateway",
      serviceName: pulumi.interpolate`com.amazonaws.${aws.getRegionOutput().region}.s3`,
      routeTableIds: routeTables.apply((all) => all.map(({ id }) => id)),
      tags: tags(),
    },
    opts,
  );
}

function newVpc(
  settings: Exclude<NetworkSettings, { vpcId: string }>,
  opts: pulumi.ComponentResourceOptions,
): awsx.ec2.Vpc {
  const args: awsx.ec2.VpcArgs = {
    cidrBlock: settings.cidr,
    numberOfAvailabilityZones: settings.availabilityZones,
    // A quarter of the range per zone, so that one more zone leaves the others' subnets unchanged.
    availabilityZoneCidrMask: Number(settings.cidr.split("/")[1]) + 2,
    enableDnsHostnames: true,
    subnetStrategy: "Auto",
    subnetSpecs: [{ type: "Public" }, { type: "Private" }],
    // One NAT gateway is cheaper; one per zone keeps the others working when a zone fails.
    natGateways: { strategy: settings.natGateways === "single" ? "Single" : "OnePerAz" },
    tags: tags(),
  };
  return new awsx.ec2.Vpc("vpc", args, opts);
}
