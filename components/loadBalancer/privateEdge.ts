import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Color } from "../../release/state";
import { colorLoadBalancer } from "./colorLoadBalancer";
import type { Network } from "../network/network";

export interface PrivateEdgeArgs {
  color: Color;
  network: Network;
  /** Whether AWS refuses to delete the load balancer. */
  protect: boolean;
}

/**
 * One color's internal load balancer: for calls between services it is what the public one is for
 * clients. It admits only declared calls (components/loadBalancer/privateService.ts), each called
 * service on its own port.
 */
export class PrivateEdge extends pulumi.ComponentResource {
  readonly color: Color;
  readonly loadBalancer: aws.lb.LoadBalancer;
  readonly securityGroup: aws.ec2.SecurityGroup;

  constructor(name: string, args: PrivateEdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:PrivateEdge", name, {}, opts);
    const { color } = args;
    this.color = color;
    const { loadBalancer, securityGroup } = colorLoadBalancer(
      name,
      {
        ...args,
        internal: true,
        description: `${color} private edge: callers in, what they call out`,
      },
      { parent: this },
    );
    this.loadBalancer = loadBalancer;
    this.securityGroup = securityGroup;
    this.registerOutputs({ dnsName: this.loadBalancer.dnsName });
  }
}
