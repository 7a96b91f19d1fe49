import { type Color, colors } from "../../../release/state";
import type { Inventory } from "../../../release/inventory";
import { edgeOf, edgeTitle } from "../../world/edges";
import type { Side } from "../../world/ports";
import { type Check, judge } from "../check";
import { failing, type Judgement, repairWith, ok } from "../finding";

/** Every API's target groups: one per fleet and load balancer, private ones included. */
export const targetGroups: Check = {
  name: "targets",
  fast: true,
  moves: true,
  async look({ inspector, environment, services, stack }) {
    if (!environment) return [];
    const { inventory } = environment;
    const wanted = services.flatMap((service) => groupsOf(inventory, service));
    if (wanted.length === 0) return [];
    const answer = await inspector.targetGroups(wanted.map(({ arn }) => arn));
    return judge("target groups", answer, (found) => judgeTargetGroups(wanted, found, stack.name));
  },
};

export interface WantedGroup {
  /** Such as `users green on the blue load balancer`. */
  name: string;
  arn: string;
  loadBalancerArn: string;
}

export function groupsOf(inventory: Inventory, service: string): WantedGroup[] {
  const known = inventory.services[service];
  if (!known) return [];
  return colors.flatMap((fleet) => {
    const { targetGroupArns, privateTargetGroupArns } = known.fleets[fleet];
    const at = (side: Side, arns: Partial<Record<Color, string>> | undefined): WantedGroup[] =>
      colors.flatMap((edge) => {
        const arn = arns?.[edge];
        if (arn === undefined) return [];
        const name = `${service} ${fleet} on the ${edgeTitle(edge, side)}`;
        return [{ name, arn, loadBalancerArn: edgeOf(inventory, edge, side).arn }];
      });
    return [...at("public", targetGroupArns), ...at("private", privateTargetGroupArns)];
  });
}

/** `found` has the load balancers of each existing group. */
export function judgeTargetGroups(
  wanted: readonly WantedGroup[],
  found: Record<string, string[]>,
  stackName: string,
): Judgement[] {
  const next = repairWith(stackName);
  const wrong = wanted.flatMap(({ name, arn, loadBalancerArn }) => {
    const attached = found[arn];
    if (attached === undefined) return [failing(name, "its target group does not exist", next)];
    if (attached.includes(loadBalancerArn)) return [];
    return [failing(name, "no rule of its load balancer refers to its target group", next)];
  });
  return wrong.length > 0 ? wrong : [ok("target groups", `${wanted.length} are attached`)];
}
