import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Color } from "../release/state";
import type { Network } from "./network";
import { tags } from "./tags";

export interface PrivateEdgeArgs {
  color: Color;
  network: Network;
  /** Whether AWS refuses to delete the load balancer. */
  protect: boolean;
}

/**
 * One color's internal load balancer: what the edge is to the world, for calls between services. It lets
 * in and out only what a call says (components/privateService.ts), each called service by its own port.
 */
export class PrivateEdge extends pulumi.ComponentResource {
  readonly color: Color;
  readonly loadBalancer: aws.lb.LoadBalancer;
  readonly securityGroup: aws.ec2.SecurityGroup;

  constructor(name: string, args: PrivateEdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:PrivateEdge", name, {}, opts);
    const { color, network } = args;
    this.color = color;
    this.securityGroup = new aws.ec2.SecurityGroup(
      name,
      {
        description: `${color} private edge: callers in, what they call out`,
        vpcId: network.vpcId,
        tags: tags({ color }),
      },
      { parent: this },
    );
    this.loadBalancer = new aws.lb.LoadBalancer(
      name,
      {
        loadBalancerType: "application",
        internal: true,
        ipAddressType: "ipv4",
        subnets: network.privateSubnetIds,
        securityGroups: [this.securityGroup.id],
        // As at the edges: a caller must not stay on the old one long after the switch.
        clientKeepAlive: 60,
        dropInvalidHeaderFields: true,
        enableDeletionProtection: args.protect,
        tags: tags({ color }),
      },
      { parent: this },
    );
    this.registerOutputs({ dnsName: this.loadBalancer.dnsName });
  }
}
