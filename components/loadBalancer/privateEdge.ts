import type * as pulumi from "@pulumi/pulumi";
import { ColorLoadBalancer, type ColorLoadBalancerArgs } from "./colorLoadBalancer";

/**
 * One color's internal load balancer: for calls between services it is what the public one is for
 * clients. It admits only declared calls (components/loadBalancer/privateService.ts), each called
 * service on its own port.
 */
export class PrivateEdge extends ColorLoadBalancer {
  constructor(name: string, args: ColorLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    const description = `${args.color} private edge: callers in, what they call out`;
    super({ type: "bluegreen:index:PrivateEdge", internal: true, description }, name, args, opts);
    this.registerOutputs({ dnsName: this.loadBalancer.dnsName });
  }
}
