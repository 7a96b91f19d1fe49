import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EdgePlace } from "../loadBalancer/edges";

export interface DomainNameArgs {
  /** Fully qualified, such as `users.dev.example.com`. */
  hostName: string;
  zoneId: pulumi.Input<string>;
  /** The load balancer that the name points to. */
  edge: Pick<EdgePlace, "loadBalancer">;
}

/**
 * A host name as an alias of a load balancer. It is one record under one logical name, so that it moves
 * by an update; replacing it would remove the name for a moment. Its TTL is the load balancer's 60 s and
 * can't be set.
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
          // The load balancer always has empty target groups, so Route 53 would consider it
          // unhealthy; and with a single record there is nothing to fail over to.
          evaluateTargetHealth: false,
        },
      ],
      // An `up` that died after creating the record, but before recording it, must be repeatable.
      allowOverwrite: true,
    },
    opts,
  );
}
