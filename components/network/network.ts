import * as awsx from "@pulumi/awsx";
import type * as pulumi from "@pulumi/pulumi";
import type { NetworkSettings } from "../../config/schema";
import { tags } from "../tags";

/** Where an environment lives. */
export interface Network {
  vpcId: pulumi.Input<string>;
  /** For the load balancers. */
  publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** For the tasks, with a way out. */
  privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
}

/** A new VPC with public and private subnets in each Availability Zone, or the one that is named. */
export function network(settings: NetworkSettings): Network {
  return "vpcId" in settings ? settings : newVpc(settings);
}

function newVpc(settings: Exclude<NetworkSettings, { vpcId: string }>): Network {
  return new awsx.ec2.Vpc("vpc", {
    cidrBlock: settings.cidr,
    numberOfAvailabilityZones: settings.availabilityZones,
    // A quarter of the network each, so that one zone more leaves the others' subnets as they are.
    availabilityZoneCidrMask: Number(settings.cidr.split("/")[1]) + 2,
    enableDnsHostnames: true,
    subnetStrategy: "Auto",
    subnetSpecs: [{ type: "Public" }, { type: "Private" }],
    // One NAT gateway is cheaper; one per zone keeps the others going when a zone fails.
    natGateways: { strategy: settings.natGateways === "single" ? "Single" : "OnePerAz" },
    tags: tags(),
  });
}
