import * as pulumi from "@pulumi/pulumi";
import type * as aws from "@pulumi/aws";
import { type CalledServices, calledServices } from "../../config/calls";
import { outsideOf } from "../../config/outside";
import type { Settings } from "../../config/schema";
import type { RestrictedAccess } from "../../release/inventory";
import type { Color } from "../../release/state";
import type { EdgePlace, Edges } from "../loadBalancer/edges";
import type { Foundation } from "./foundationSchema";
import type { Network } from "../network/network";
import type { PrivatePlace } from "../loadBalancer/privateNames";
import { byColor } from "../loadBalancer/targetGroups";

/** What the services of an environment are built on, its own or another environment's. */
export interface Base {
  zone: {
    zoneId: pulumi.Output<string>;
    name: pulumi.Output<string>;
    nameServers: pulumi.Output<string[]>;
  };
  network: Network;
  cluster: ClusterPlace;
  edges: Edges;
  /** Present if services call each other. */
  privateNames: PrivatePlace | undefined;
  /** Certificates that alone are valid for public names; null: the program makes its own. */
  certificateArns: readonly string[] | null;
  /** Services of the environment that this one is built on; none if it has its own foundation. */
  called: CalledServices;
}

/** The part of a cluster that services need. */
export type ClusterPlace = Pick<aws.ecs.Cluster, "arn" | "name">;

export function foundationOutput(
  settings: Settings,
  { zone, network, cluster, edges, privateNames, certificateArns }: Base,
  uncalled: readonly string[],
  testAccess: RestrictedAccess | undefined,
  fargateProviders: boolean,
): pulumi.Output<Foundation> {
  const { vpcId, publicSubnetIds, privateSubnetIds } = network;
  return pulumi.output({
    domain: settings.domain,
    outside: outsideOf(settings.services),
    ...(settings.loadBalancers.ipv6 && { ipv6: true as const }),
    ...(testAccess && { testAccess }),
    ...(certificateArns && { certificateArns: [...certificateArns] }),
    hostedZone: { id: zone.zoneId, name: zone.name, nameServers: zone.nameServers },
    network: { vpcId, publicSubnetIds, privateSubnetIds },
    cluster: {
      arn: cluster.arn,
      name: cluster.name,
      ...(fargateProviders && { fargateProviders }),
    },
    edges: byColor((color) => ({
      ...edgeOutput(edges[color]),
      httpsListenerArn: edges[color].httpsListener.arn,
    })),
    ...(privateNames && {
      privateNames: {
        zone: { id: privateNames.zone.zoneId, name: privateNames.zone.name },
        certificateArn: privateNames.certificateArn,
        edges: byColor((color) => edgeOutput(privateNames.edges[color])),
        called: calledServices(settings, uncalled),
      },
    }),
  });
}

function edgeOutput({
  loadBalancer,
  securityGroup,
}: Pick<EdgePlace, "loadBalancer" | "securityGroup">) {
  return {
    arn: loadBalancer.arn,
    arnSuffix: loadBalancer.arnSuffix,
    dnsName: loadBalancer.dnsName,
    zoneId: loadBalancer.zoneId,
    securityGroupId: securityGroup.id,
  };
}

/** A foundation created by another stack. */
export function baseOn(foundation: Foundation): Base {
  const { hostedZone, network, cluster, edges, privateNames } = foundation;
  return {
    zone: pulumi.output({
      zoneId: hostedZone.id,
      name: hostedZone.name,
      nameServers: hostedZone.nameServers,
    }),
    network,
    cluster: pulumi.output(cluster),
    edges: byColor((color) => ({
      ...edgeOf(color, edges[color]),
      httpsListener: pulumi.output({ arn: edges[color].httpsListenerArn }),
    })),
    privateNames: privateNames && {
      zone: pulumi.output({ zoneId: privateNames.zone.id, name: privateNames.zone.name }),
      certificateArn: pulumi.output(privateNames.certificateArn),
      edges: byColor((color) => edgeOf(color, privateNames.edges[color])),
    },
    certificateArns: foundation.certificateArns ?? null,
    called: privateNames?.called ?? {},
  };
}

function edgeOf(color: Color, edge: Omit<Foundation["edges"][Color], "httpsListenerArn">) {
  const { arn, arnSuffix, dnsName, zoneId } = edge;
  return {
    color,
    loadBalancer: pulumi.output({ arn, arnSuffix, dnsName, zoneId }),
    securityGroup: pulumi.output({ id: edge.securityGroupId }),
  };
}
