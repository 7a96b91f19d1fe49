import * as awsx from "@pulumi/awsx";
import type * as pulumi from "@pulumi/pulumi";
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
 */
export function network(settings: NetworkSettings, opts: pulumi.ComponentResourceOptions): Network {
  return "vpcId" in settings ? settings : newVpc(settings, opts);
}

function newVpc(
  settings: Exclude<NetworkSettings, { vpcId: string }>,
  opts: pulumi.ComponentResourceOptions,
): Network {
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
