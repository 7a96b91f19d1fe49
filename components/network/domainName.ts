import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { ownTtlSeconds } from "../../release/origin";
import type { RecordContent } from "../../release/state";
import type { EdgePlace } from "../loadBalancer/edges";

export interface NameArgs {
  /** Fully qualified, such as `users.dev.example.com`. */
  hostName: string;
  zoneId: pulumi.Input<string>;
}

export interface DomainNameArgs extends NameArgs {
  /** The load balancer that the name points to. */
  edge: Pick<EdgePlace, "loadBalancer">;
  /** The name was adopted as a CNAME, which gets this TTL in seconds, but at most that of an alias. */
  cnameTtlSeconds?: number | undefined;
  /** Of the alias: IPv4 by default; AAAA needs a load balancer with IPv6 addresses. */
  type?: "A" | "AAAA";
}

/**
 * A host name as an alias of a load balancer. Each of its records is under one logical name, so that it moves
 * by an update; replacing it would remove the name for a moment. Its TTL is the load balancer's 60 s and
 * can't be set. A name that was a CNAME stays one: only a replacement could change the type of a record.
 */
export function domainName(
  name: string,
  { hostName, zoneId, edge, cnameTtlSeconds, type = "A" }: DomainNameArgs,
  opts: pulumi.CustomResourceOptions,
): aws.route53.Record {
  const { dnsName, zoneId: edgeZoneId } = edge.loadBalancer;
  // The load balancer always has empty target groups, so Route 53 would consider it
  // unhealthy; and with a single record there is nothing to fail over to.
  const alias = { name: dnsName, zoneId: edgeZoneId, evaluateTargetHealth: false };
  return record(
    name,
    { hostName, zoneId },
    cnameTtlSeconds === undefined
      ? { type, aliases: [alias] }
      : { type: "CNAME", ttl: Math.min(cnameTtlSeconds, ownTtlSeconds), records: [dnsName] },
    opts,
  );
}

/**
 * A host name that is still served from elsewhere: its record with exactly the content that it had. Pulumi never
 * deletes it, whatever becomes of the environment.
 */
export function originName(
  name: string,
  { hostName, zoneId, type, origin }: NameArgs & { type: string; origin: RecordContent },
  opts: pulumi.CustomResourceOptions,
): aws.route53.Record {
  const { alias, ttlSeconds, values } = origin;
  const content = alias
    ? { type, aliases: [alias] }
    : { type, ttl: ttlSeconds ?? ownTtlSeconds, records: values ?? [] };
  return record(name, { hostName, zoneId }, content, { ...opts, retainOnDelete: true });
}

function record(
  name: string,
  { hostName, zoneId }: NameArgs,
  content: Pick<aws.route53.RecordArgs, "type" | "ttl" | "records" | "aliases">,
  opts: pulumi.CustomResourceOptions,
): aws.route53.Record {
  return new aws.route53.Record(
    name,
    {
      zoneId,
      name: hostName,
      ...content,
      // An `up` that died after creating the record, but before recording it, must be repeatable; and what is
      // adopted exists already.
      allowOverwrite: true,
    },
    opts,
  );
}
