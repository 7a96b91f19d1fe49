import type { SubnetView } from "../../../world/inspector";
import type { Aws } from "../clients";
import { signedCall } from "../signedCall";

/** The subnets that exist of these. A filter, unlike a list of ids, leaves out what does not. */
export async function describeSubnets(aws: Aws, ids: readonly string[]): Promise<SubnetView[]> {
  const values = ids.map((id, index) => [`Filter.1.Value.${index + 1}`, id]);
  const body = new URLSearchParams({
    ...{ Action: "DescribeSubnets", Version: "2016-11-15", "Filter.1.Name": "subnet-id" },
    ...(Object.fromEntries(values) as Record<string, string>),
  });
  const text = await signedCall(aws, {
    action: "ec2:DescribeSubnets",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: body.toString(),
  });
  // Each begins with its id.
  const items = text.split(/(?=<subnetId>)/).slice(1);
  return items.map((item) => {
    const member = (name: string) => new RegExp(`<${name}>([^<]*)<`).exec(item)?.[1] ?? "";
    return { id: member("subnetId"), vpcId: member("vpcId"), zone: member("availabilityZone") };
  });
}
