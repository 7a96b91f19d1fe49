import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EdgePlace } from "../loadBalancer/edges";

export interface DomainNameArgs {
  /** Fully qualified, such as `users.dev.example.com`. */
  hostName: string;
  zoneId: pulumi.Input<string>;
  /** Where the name leads. */
  edge: Pick<EdgePlace, "loadBalancer">;
}

/**
 * A host name as an alias of an edge. One record under one logical name: it moves by an update, since
 * replacing it would lose it for a moment. Its TTL is the load balancer's 60 s and can't be set.
 */
export function domainName(
  name: string,
  { hostName, zoneId, edge }: DomainNameArgs,
  opts: pulumi.CustomResourceOptions,
): aws.route53.Record {
  return new aws.route53.Record(
    name,
    {
      zoneId,
      name: hostName,
      type: "A",
      aliases: [
        {
          name: edge.loadBalancer.dnsName,
          zoneId: edge.loadBalancer.zoneId,
          // An edge has empty target groups at all times, which Route 53 takes for an unhealthy
          // load balancer; and with one record there is nothing to fail over to.
          evaluateTargetHealth: false,
        },
      ],
      // An `up` that died after making the record, and before noting it, must be repeatable.
      allowOverwrite: true,
    },
    opts,
  );
}
