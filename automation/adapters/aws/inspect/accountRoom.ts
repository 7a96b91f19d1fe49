import type { AccountRoom, RoomName } from "../../../world/inspector";
import { translateAwsError } from "../awsFailures";
import type { Aws } from "../clients";

/** Names and codes in Service Quotas, of what the first `up` of an environment creates. */
export const roomQuotas: Record<RoomName, { ServiceCode: string; QuotaCode: string }> = {
  // VPCs per Region
  vpcs: { ServiceCode: "vpc", QuotaCode: "L-F678F1CE" },
  // Internet gateways per Region
  internetGateways: { ServiceCode: "vpc", QuotaCode: "L-A4707A72" },
  // EC2-VPC Elastic IPs
  elasticIps: { ServiceCode: "ec2", QuotaCode: "L-0263D0A3" },
  // NAT gateways per Availability Zone
  natGatewaysPerZone: { ServiceCode: "vpc", QuotaCode: "L-FE5A380F" },
  // Application Load Balancers per Region
  loadBalancers: { ServiceCode: "elasticloadbalancing", QuotaCode: "L-53DA6B97" },
};

/** What exists in the region, and the quota of each; what can't be read is left out. */
export async function accountRoom(aws: Aws): Promise<AccountRoom> {
  const found = await Promise.all(
    (Object.keys(roomQuotas) as RoomName[]).map(async (name) => {
      try {
        const quotas = await aws.serviceQuotas();
        const [used, { Quota }] = await Promise.all([
          counts[name](aws),
          quotas.getServiceQuota(roomQuotas[name], aws.callOptions),
        ]);
        return Quota?.Value === undefined ? [] : [[name, { used, limit: Quota.Value }] as const];
      } catch (error) {
        if (translateAwsError(error) === null) throw error;
        return [];
      }
    }),
  );
  return Object.fromEntries(found.flat());
}

const counts: Record<RoomName, (aws: Aws) => Promise<number>> = {
  async vpcs(aws) {
    const { paginateDescribeVpcs } = await import("@aws-sdk/client-ec2");
    return counted(paginateDescribeVpcs(await ec2Of(aws), {}, aws.callOptions), "Vpcs");
  },
  async internetGateways(aws) {
    const { paginateDescribeInternetGateways } = await import("@aws-sdk/client-ec2");
    const pages = paginateDescribeInternetGateways(await ec2Of(aws), {}, aws.callOptions);
    return counted(pages, "InternetGateways");
  },
  async elasticIps(aws) {
    const { Addresses = [] } = await (await aws.ec2()).describeAddresses({}, aws.callOptions);
    return Addresses.length;
  },
  /** In the zone that has most. */
  async natGatewaysPerZone(aws) {
    const { paginateDescribeNatGateways } = await import("@aws-sdk/client-ec2");
    const Filter = [{ Name: "state", Values: ["pending", "available"] }];
    const subnets: string[] = [];
    for await (const { NatGateways = [] } of paginateDescribeNatGateways(
      await ec2Of(aws),
      { Filter },
      aws.callOptions,
    )) {
      subnets.push(...NatGateways.map(({ SubnetId = "" }) => SubnetId));
    }
    if (subnets.length === 0) return 0;
    const { Subnets = [] } = await (
      await aws.ec2()
    ).describeSubnets({ Filters: [{ Name: "subnet-id", Values: subnets }] }, aws.callOptions);
    const zoneOf = new Map(Subnets.map((one) => [one.SubnetId, one.AvailabilityZone]));
    const zones = subnets.map((id) => zoneOf.get(id));
    return Math.max(...zones.map((zone) => zones.filter((other) => other === zone).length));
  },
  async loadBalancers(aws) {
    const { paginateDescribeLoadBalancers } =
      await import("@aws-sdk/client-elastic-load-balancing-v2");
    let used = 0;
    for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers(
      { client: await aws.loadBalancing() },
      {},
      aws.callOptions,
    )) {
      used += LoadBalancers.filter(({ Type }) => Type === "application").length;
    }
    return used;
  },
};

async function ec2Of(aws: Aws) {
  return { client: await aws.ec2() };
}

async function counted<Key extends string>(
  pages: AsyncIterable<{ [key in Key]?: unknown[] | undefined }>,
  key: Key,
): Promise<number> {
  let count = 0;
  for await (const page of pages) count += page[key]?.length ?? 0;
  return count;
}
