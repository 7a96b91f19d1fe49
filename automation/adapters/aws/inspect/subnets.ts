import type { SubnetView } from "../../../world/inspector";
import type { Aws } from "../clients";

/** The given subnets that exist. A filter, unlike a list of ids, skips missing ones. */
export async function describeSubnets(aws: Aws, ids: readonly string[]): Promise<SubnetView[]> {
  const ec2 = await aws.ec2();
  const { Subnets = [] } = await ec2.describeSubnets(
    { Filters: [{ Name: "subnet-id", Values: [...ids] }] },
    aws.callOptions,
  );
  return Subnets.map(({ SubnetId = "", VpcId = "", AvailabilityZone = "" }) => ({
    id: SubnetId,
    vpcId: VpcId,
    zone: AvailabilityZone,
  }));
}
