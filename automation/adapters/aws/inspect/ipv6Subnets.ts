import type { RouteTable } from "@aws-sdk/client-ec2";
import type { Ipv6SubnetView } from "../../../world/inspector";
import type { Aws } from "../clients";

/** What IPv6 needs of the given subnets; those that don't exist are left out. */
export async function ipv6SubnetsOf(aws: Aws, ids: readonly string[]): Promise<Ipv6SubnetView[]> {
  const ec2 = await aws.ec2();
  const { Subnets = [] } = await ec2.describeSubnets(
    { Filters: [{ Name: "subnet-id", Values: [...ids] }] },
    aws.callOptions,
  );
  const vpcs = [...new Set(Subnets.flatMap(({ VpcId }) => VpcId ?? []))];
  if (vpcs.length === 0) return [];
  const tables = await routeTablesOf(aws, vpcs);
  return Subnets.map(({ SubnetId = "", VpcId, Ipv6CidrBlockAssociationSet = [] }) => ({
    id: SubnetId,
    hasRange: Ipv6CidrBlockAssociationSet.some(
      ({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State === "associated",
    ),
    hasRoute: leadsOut(tableOf(tables, SubnetId, VpcId)),
  }));
}

async function routeTablesOf(aws: Aws, vpcs: string[]): Promise<RouteTable[]> {
  const { paginateDescribeRouteTables } = await import("@aws-sdk/client-ec2");
  const tables: RouteTable[] = [];
  for await (const { RouteTables = [] } of paginateDescribeRouteTables(
    { client: await aws.ec2(), pageSize: 100 },
    { Filters: [{ Name: "vpc-id", Values: vpcs }] },
    aws.callOptions,
  )) {
    tables.push(...RouteTables);
  }
  return tables;
}

/** A subnet without a route table of its own has its VPC's main one. */
function tableOf(
  tables: readonly RouteTable[],
  subnetId: string,
  vpcId: string | undefined,
): RouteTable | undefined {
  const associated = (wanted: (one: { SubnetId?: string; Main?: boolean }) => boolean) =>
    tables.find(
      ({ VpcId, Associations = [] }) => VpcId === vpcId && Associations.some((one) => wanted(one)),
    );
  return associated(({ SubnetId }) => SubnetId === subnetId) ?? associated(({ Main }) => !!Main);
}

function leadsOut(table: RouteTable | undefined): boolean {
  return (table?.Routes ?? []).some(
    ({ DestinationIpv6CidrBlock, GatewayId = "", State }) =>
      DestinationIpv6CidrBlock === "::/0" && GatewayId.startsWith("igw-") && State !== "blackhole",
  );
}
