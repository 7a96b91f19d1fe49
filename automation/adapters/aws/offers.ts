import type { RouteTable, Subnet, Vpc } from "@aws-sdk/client-ec2";
import type { AccountOffers, VpcOffer } from "../../world/repository";
import { createClients } from "./clients";
import { readingUntil } from "./reading";

/**
 * Zones and networks to choose from, read as whoever sets a repository up: no role of a pipeline needs these calls.
 * Each question throws if AWS does not answer.
 */
export function accountOffers(signal: AbortSignal): AccountOffers {
  const clients = (region: string | undefined) => createClients({ region, signal, attempts: 2 });
  return {
    async zones() {
      const aws = clients("us-east-1");
      const route53 = await aws.route53();
      const { paginateListHostedZones } = await import("@aws-sdk/client-route-53");
      const pages = paginateListHostedZones({ client: route53 }, {}, aws.callOptions);
      const zones = await allOf(pages, ({ HostedZones }) => HostedZones);
      return zones
        .filter(({ Config }) => Config?.PrivateZone !== true)
        .map(({ Name = "" }) => Name.replace(/\.$/, ""))
        .sort();
    },
    async vpcs(region) {
      const aws = clients(region);
      const ec2 = { client: await aws.ec2() };
      const pages = await import("@aws-sdk/client-ec2");
      const [vpcs, subnets, tables] = await Promise.all([
        allOf(pages.paginateDescribeVpcs(ec2, {}, aws.callOptions), ({ Vpcs }) => Vpcs),
        allOf(pages.paginateDescribeSubnets(ec2, {}, aws.callOptions), ({ Subnets }) => Subnets),
        allOf(
          pages.paginateDescribeRouteTables(ec2, {}, aws.callOptions),
          ({ RouteTables }) => RouteTables,
        ),
      ]);
      return vpcOffers(vpcs, subnets, tables);
    },
  };
}

async function allOf<Page, One>(
  pages: AsyncIterable<Page>,
  read: (page: Page) => One[] | undefined,
): Promise<One[]> {
  const all: One[] = [];
  for await (const page of pages) all.push(...(read(page) ?? []));
  return all;
}

/** Why AWS does not say who this is; null if it does. */
export async function identityProblem(
  region: string | undefined,
  signal: AbortSignal,
): Promise<string | null> {
  const aws = createClients({ region, signal, attempts: 1 });
  try {
    await readingUntil(signal)("identity of these credentials", async () =>
      (await aws.sts()).getCallerIdentity({}, aws.callOptions),
    );
    return null;
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
}

/** Those that can hold an environment: two subnets with a way in, and two without. */
export function vpcOffers(
  vpcs: readonly Vpc[],
  subnets: readonly Subnet[],
  tables: readonly RouteTable[],
): VpcOffer[] {
  const offers = vpcs.map(({ VpcId: vpcId = "", CidrBlock = "", Tags = [] }) => {
    const own = subnets.filter((subnet) => subnet.VpcId === vpcId);
    const ids = (wanted: boolean) =>
      own.filter((one) => isPublic(one, tables) === wanted).map(({ SubnetId = "" }) => SubnetId);
    const name = Tags.find(({ Key }) => Key === "Name")?.Value;
    return {
      vpcId,
      title: name ?? CidrBlock,
      publicSubnetIds: ids(true).sort(),
      privateSubnetIds: ids(false).sort(),
    };
  });
  return offers.filter(
    ({ publicSubnetIds, privateSubnetIds }) =>
      publicSubnetIds.length >= 2 && privateSubnetIds.length >= 2,
  );
}

/** Its routes lead to an internet gateway; a subnet without a table of its own has its VPC's main one. */
function isPublic({ SubnetId, VpcId }: Subnet, tables: readonly RouteTable[]): boolean {
  const own = tables.find(({ Associations = [] }) =>
    Associations.some((one) => one.SubnetId === SubnetId),
  );
  const main = tables.find(
    (table) => table.VpcId === VpcId && table.Associations?.some(({ Main }) => Main === true),
  );
  const { Routes = [] } = own ?? main ?? {};
  return Routes.some(({ GatewayId }) => GatewayId?.startsWith("igw-"));
}
