import { list } from "../../../config/problem";
import type { Ipv6SubnetView } from "../../world/inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok } from "../finding";

/** Whether load balancers can have IPv6 addresses in subnets that the settings name, and clients reach them there. */
export const ipv6: Check = {
  name: "IPv6",
  fast: false,
  async look({ inspector, stack }) {
    const { network, loadBalancers } = stack.settings;
    if (!loadBalancers.ipv6 || !("vpcId" in network)) return [];
    const subnets = await inspector.ipv6Subnets(network.publicSubnetIds);
    return judge("network.publicSubnetIds", subnets, (found) => [judgeIpv6(found)]);
  },
};

export function judgeIpv6(found: readonly Ipv6SubnetView[]): Judgement {
  const subject = "network.publicSubnetIds";
  const without = (has: (one: Ipv6SubnetView) => boolean) =>
    found.filter((one) => !has(one)).map(({ id }) => id);
  const [noRange, noRoute] = [without((one) => one.hasRange), without((one) => one.hasRoute)];
  if (noRange.length > 0) {
    return failing(
      subject,
      `${list(noRange)} ${have(noRange)} no IPv6 range, so no load balancer can have IPv6 addresses there`,
      "give the VPC and these subnets IPv6 CIDR blocks, or set `loadBalancers.ipv6` to false",
    );
  }
  if (noRoute.length > 0) {
    return failing(
      subject,
      `${list(noRoute)} ${have(noRoute)} no route for ::/0 to an internet gateway: clients would connect over IPv6 ` +
        "and get no answer",
      "add the route to the subnets' route tables, or set `loadBalancers.ipv6` to false",
    );
  }
  return ok(subject, "IPv6 ranges and routes to an internet gateway");
}

const have = (ids: readonly string[]) => (ids.length === 1 ? "has" : "have");
