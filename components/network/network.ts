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
  /** Routes of a new VPC between the load balancers and clients that come over IPv6. */
  ipv6Routes?: readonly pulumi.Resource[];
}

/**
 * A new VPC with public and private subnets in each Availability Zone, or the existing one in the
 * settings.
 *
 * @param withS3 whether a new VPC reaches S3 by a gateway endpoint
 * @param withIpv6 whether clients reach its public subnets over IPv6
 */
export function network(
  settings: NetworkSettings,
  { withS3, withIpv6 }: { withS3: boolean; withIpv6: boolean },
  opts: pulumi.ComponentResourceOptions,
): Network {
  if ("vpcId" in settings) return settings;
  const vpc = newVpc(settings, withIpv6, opts);
  if (withS3) gatewayToS3(vpc, opts);
  const { vpcId, publicSubnetIds, privateSubnetIds } = vpc;
  const ipv6Routes = withIpv6 ? routesOverIpv6(settings, vpc, opts) : [];
  return { vpcId, publicSubnetIds, privateSubnetIds, ipv6Routes };
}

/** The VPC component gives subnets IPv6 ranges, but no routes for them (pulumi-awsx#2143). */
function routesOverIpv6(
  { availabilityZones }: NewVpc,
  { publicSubnetIds, routeTableAssociations, internetGateway }: awsx.ec2.Vpc,
  opts: pulumi.ResourceOptions,
): pulumi.Resource[] {
  const tables = routeTableAssociations.apply((all) =>
    pulumi.all(all.map(({ subnetId, routeTableId }) => pulumi.all({ subnetId, id: routeTableId }))),
  );
  const tableOf = (zone: number) =>
    pulumi
      .all([publicSubnetIds, tables])
      .apply(([subnets, all]) => all.find(({ subnetId }) => subnetId === subnets[zone])?.id ?? "");
  return Array.from(
    { length: availabilityZones },
    (_, zone) =>
      new aws.ec2.Route(
        `ipv6-${zone + 1}`,
        {
          routeTableId: tableOf(zone),
          destinationIpv6CidrBlock: "::/0",
          gatewayId: internetGateway.apply(({ id }) => id),
        },
        opts,
      ),
  );
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

type NewVpc = Exclude<NetworkSettings, { vpcId: string }>;

function newVpc(
  settings: NewVpc,
  withIpv6: boolean,
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
    // Tasks keep to IPv4: in a subnet with an IPv6 range, ECS would give new ones an IPv6 address without a release.
    ...(withIpv6 && {
      assignGeneratedIpv6CidrBlock: true,
      subnetSpecs: [
        { type: "Public", assignIpv6AddressOnCreation: true },
        { type: "Private", assignIpv6AddressOnCreation: false },
      ],
    }),
    // One NAT gateway is cheaper; one per zone keeps the others working when a zone fails.
    natGateways: { strategy: settings.natGateways === "single" ? "Single" : "OnePerAz" },
    tags: tags(),
  };
  return new awsx.ec2.Vpc("vpc", args, opts);
}
