import type { SubnetView } from "../../../world/inspector";
import type { Aws } from "../clients";

/** The subnets that exist of these. A filter, unlike a list of ids, leaves out what does not. */
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
