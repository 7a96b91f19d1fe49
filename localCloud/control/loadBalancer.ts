import { z } from "zod";
import type { Cloud } from "../cloud";
import { Edge } from "../dataplane/edge";
import { CloudError } from "../errors";
import { securityGroupType } from "./ec2";
import { defineType } from "./resourceType";
import { flag, name, tags, wholeNumber } from "./schemas";
import { prefixOf, requireById, subnetType } from "./vpcs";

export const loadBalancerType = "aws:lb/loadBalancer:LoadBalancer";

export const loadBalancer = defineType({
  token: loadBalancerType,
  properties: {
    name: name(32, "-").refine(
      (name) => !/^(internal-|-)|-$/.test(name),
      "must not begin with `internal-` nor begin or end with a hyphen",
    ),
    loadBalancerType: z.literal("application").default("application"),
    internal: flag(false),
    ipAddressType: z.enum(["ipv4", "dualstack"]).default("ipv4"),
    subnets: z.array(z.string()).min(2, "an ALB needs subnets in two availability zones"),
    securityGroups: z.array(z.string()).default([]),
    /** Seconds. */
    clientKeepAlive: wholeNumber(60, 604_800).default(3600),
    /** Seconds. */
    idleTimeout: wholeNumber(1, 4000).default(60),
    dropInvalidHeaderFields: flag(false),
    desyncMitigationMode: z.enum(["monitor", "defensive", "strictest"]).default("defensive"),
    enableDeletionProtection: flag(false),
    accessLogs: z
      .strictObject({
        bucket: z.string(),
        prefix: z.string().optional(),
        enabled: flag(false),
      })
      .default({ bucket: "", enabled: false }),
    minimumLoadBalancerCapacity: z
      .strictObject({ capacityUnits: wholeNumber(100, 15_000) })
      .optional(),
    tags,
  },
  // Not on `subnets`: AWS changes those of an ALB in place (SetSubnets), within its VPC.
  replaceOn: ["name", "loadBalancerType", "internal"],
  autoName: { property: "name", maxLength: 32 },
  async create(cloud, inputs) {
    refuseSubnets(cloud, inputs);
    refuseLogs(cloud, inputs.accessLogs);
    for (const id of inputs.securityGroups) {
      requireById(cloud, securityGroupType, id, "InvalidSecurityGroup");
    }
    const hex = cloud.random.hex(16);
    const arnSuffix = `app/${inputs.name}/${hex}`;
    const arn = cloud.arn("elasticloadbalancing", `loadbalancer/${arnSuffix}`);
    const dnsName = `${inputs.name}-${hex.slice(0, 9)}.elb.${cloud.options.zone}`;
    const { timing, metrics } = cloud;
    const groupOf = (group: string) => cloud.targetGroups.get(group);
    const addresses = cloud.newEdgeAddresses();
    const edge = new Edge(arn, dnsName, addresses, inputs, timing, groupOf, metrics);
    edge.blocks = (path) => cloud.webAcls.blocks(arn, path);
    cloud.edges.set(arn, edge);
    if (inputs.ipAddressType === "dualstack") await edge.openIpv6(cloud.newIpv6Addresses());
    return { id: arn, outputs: { arn, arnSuffix, dnsName, zoneId: `ZELB${hex.toUpperCase()}` } };
  },
  async update(cloud, { id, inputs: olds }, inputs) {
    refuseSubnets(cloud, inputs);
    requireSameVpc(cloud, olds.subnets, inputs.subnets);
    refuseLogs(cloud, inputs.accessLogs);
    const [before = 0, after = 0] = [olds, inputs].map(reservedOf);
    if (after < before) refuseThirdDecrease(cloud, id);
    const edge = cloud.edges.get(id);
    edge?.changeSettings(inputs);
    if (inputs.ipAddressType !== olds.ipAddressType) {
      if (inputs.ipAddressType === "ipv4") edge?.closeIpv6();
      else await edge?.openIpv6(cloud.newIpv6Addresses());
    }
    return {};
  },
  delete(cloud, { id, inputs }) {
    if (inputs.enableDeletionProtection) {
      throw new CloudError(
        "OperationNotPermitted",
        `Load balancer '${id}' cannot be deleted because deletion protection is enabled`,
      );
    }
    cloud.edges.get(id)?.close();
    cloud.edges.delete(id);
  },
});

/** An ALB has one subnet in each of at least two zones, with at least 32 addresses. */
function refuseSubnets(
  cloud: Cloud,
  { subnets: ids, ipAddressType }: { subnets: readonly string[]; ipAddressType: string },
): void {
  const subnets = ids.map((id) => requireById(cloud, subnetType, id, "SubnetNotFound"));
  const refuse = (why: string) => new CloudError("InvalidConfigurationRequest", why);
  const zones = subnets.map(({ inputs }) => inputs.availabilityZone);
  if (new Set(zones).size < zones.length) {
    throw refuse(
      "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    );
  }
  const small = subnets.find((subnet) => prefixOf(subnet) > 27);
  if (small) throw refuse(`Subnet '${small.id}' must have a netmask of /27 or larger`);
  const single = subnets.find(({ inputs }) => inputs.ipv6CidrBlock === undefined);
  if (single && ipAddressType === "dualstack") {
    throw refuse(
      `You must specify subnets with an associated IPv6 CIDR block: ${single.id} has none`,
    );
  }
}

function requireSameVpc(cloud: Cloud, olds: string[], news: string[]): void {
  const vpcOf = (id: string) => requireById(cloud, subnetType, id, "SubnetNotFound").inputs.vpcId;
  // A subnet that is to go may be gone already.
  const known = olds.filter((id) => cloud.resources.get(subnetType, id));
  if (new Set([...known, ...news].map(vpcOf)).size < 2) return;
  throw new CloudError(
    "InvalidConfigurationRequest",
    "The subnets of a load balancer must be in its VPC",
  );
}

interface AccessLogs {
  bucket: string;
  prefix?: string | undefined;
  enabled: boolean;
}

/** AWS writes a test file first ("Troubleshoot your Application Load Balancers"). */
function refuseLogs(cloud: Cloud, { bucket, prefix = "", enabled }: AccessLogs): void {
  if (!enabled) return;
  const refuse = (why: string) => new CloudError("InvalidConfigurationRequest", why);
  if (prefix.includes("AWSLogs")) throw refuse("The prefix can't include AWSLogs");
  const found = cloud.buckets.describe(bucket);
  if (!found) throw refuse(`S3Bucket: ${bucket} does not exist`);
  if (found.region !== cloud.options.region) {
    throw refuse(`Bucket ${bucket} must be in the region of the load balancer`);
  }
  if (!takesLogs(found.policy, `arn:aws:s3:::${bucket}/${prefix === "" ? "" : `${prefix}/`}`)) {
    throw refuse(`Access Denied for bucket: ${bucket}. Please check S3bucket permission`);
  }
}

const deliverer = "logdelivery.elasticloadbalancing.amazonaws.com";

/** Whether a statement names all of it, letter by letter but for the end of the resource. */
function takesLogs(policy: string | null, start: string): boolean {
  const parsed = JSON.parse(policy ?? '{"Statement":[]}') as {
    Statement: Record<string, unknown>[];
  };
  return parsed.Statement.some(({ Effect, Principal, Action, Resource }) => {
    const { Service } = (Principal ?? {}) as { Service?: string };
    const isRight = Effect === "Allow" && Service === deliverer && Action === "s3:PutObject";
    return isRight && String(Resource).startsWith(start) && String(Resource).endsWith("*");
  });
}

type Reserving = { minimumLoadBalancerCapacity?: { capacityUnits: number } | undefined };

const reservedOf = (inputs: Reserving) => inputs.minimumLoadBalancerCapacity?.capacityUnits ?? 0;

/** Reserved capacity can be lowered twice a day. */
function refuseThirdDecrease(cloud: Cloud, id: string): void {
  const edge = cloud.edges.get(id);
  if (!edge) return;
  const sinceMs = Date.now() - cloud.timing.ms(24 * 60 * 60);
  edge.decreasesMs = edge.decreasesMs.filter((atMs) => atMs > sinceMs);
  if (edge.decreasesMs.length >= 2) {
    throw new CloudError(
      "CapacityDecreaseRequestLimitExceeded",
      "The reserved capacity of a load balancer can be decreased twice a day",
    );
  }
  edge.decreasesMs.push(Date.now());
}
