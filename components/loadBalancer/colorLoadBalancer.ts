import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Color } from "../../release/state";
import type { Network } from "../network/network";
import { tags } from "../tags";

export interface ColorLoadBalancerArgs {
  color: Color;
  network: Network;
  /** Reachable only within the VPC. */
  internal: boolean;
  /** Description of its security group, as shown in AWS. */
  description: string;
  /** Whether AWS refuses to delete the load balancer. */
  protect: boolean;
}

/** A load balancer of one color. Its security group admits nothing until somebody adds a rule. */
export interface ColorLoadBalancer {
  loadBalancer: aws.lb.LoadBalancer;
  securityGroup: aws.ec2.SecurityGroup;
}

export function colorLoadBalancer(
  name: string,
  { color, network, internal, description, protect }: ColorLoadBalancerArgs,
  opts: pulumi.CustomResourceOptions,
): ColorLoadBalancer {
  const securityGroup = new aws.ec2.SecurityGroup(
    name,
    { description, vpcId: network.vpcId, tags: tags({ color }) },
    opts,
  );
  const loadBalancer = new aws.lb.LoadBalancer(
    name,
    {
      loadBalancerType: "application",
      internal,
      ipAddressType: "ipv4",
      subnets: internal ? network.privateSubnetIds : network.publicSubnetIds,
      securityGroups: [securityGroup.id],
      // The default is an hour: clients would stay on the old load balancer long after the switch.
      clientKeepAlive: 60,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: protect,
      tags: tags({ color }),
    },
    opts,
  );
  return { loadBalancer, securityGroup };
}
