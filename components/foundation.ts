import * as pulumi from "@pulumi/pulumi";
import type * as aws from "@pulumi/aws";
import type { Color } from "../release/state";
import type { EdgePlace, Edges } from "./edges";
import type { Foundation } from "./foundationSchema";
import type { Network } from "./network";
import { byColor } from "./targetGroups";

/** What the services of an environment stand on, its own or another's. */
export interface Base {
  zone: {
    zoneId: pulumi.Output<string>;
    name: pulumi.Output<string>;
    nameServers: pulumi.Output<string[]>;
  };
  network: Network;
  cluster: ClusterPlace;
  edges: Edges;
}

/** What is needed of a cluster. */
export type ClusterPlace = Pick<aws.ecs.Cluster, "arn" | "name">;

export function foundationOutput(
  domain: string,
  { zone, network, cluster, edges }: Base,
): pulumi.Output<Foundation> {
  const { vpcId, publicSubnetIds, privateSubnetIds } = network;
  return pulumi.output({
    domain,
    hostedZone: { id: zone.zoneId, name: zone.name, nameServers: zone.nameServers },
    network: { vpcId, publicSubnetIds, privateSubnetIds },
    cluster: { arn: cluster.arn, name: cluster.name },
    edges: byColor((color) => {
      const { loadBalancer, httpsListener, securityGroup } = edges[color];
      return {
        arn: loadBalancer.arn,
        arnSuffix: loadBalancer.arnSuffix,
        dnsName: loadBalancer.dnsName,
        zoneId: loadBalancer.zoneId,
        httpsListenerArn: httpsListener.arn,
        securityGroupId: securityGroup.id,
      };
    }),
  });
}

/** A base that another stack has made. */
export function baseOn({ hostedZone, network, cluster, edges }: Foundation): Base {
  return {
    zone: pulumi.output({
      zoneId: hostedZone.id,
      name: hostedZone.name,
      nameServers: hostedZone.nameServers,
    }),
    network,
    cluster: pulumi.output(cluster),
    edges: byColor((color) => edgeOf(color, edges[color])),
  };
}

function edgeOf(color: Color, edge: Foundation["edges"][Color]): EdgePlace {
  const { arn, arnSuffix, dnsName, zoneId } = edge;
  return {
    color,
    loadBalancer: pulumi.output({ arn, arnSuffix, dnsName, zoneId }),
    httpsListener: pulumi.output({ arn: edge.httpsListenerArn }),
    securityGroup: pulumi.output({ id: edge.securityGroupId }),
  };
}
