import type { Problem } from "../problem";
import { rulesPerService } from "../ruleSlot";
import { boundsOf } from "../size";
import { apis, type Draft, services } from "./draft";

/** Default quotas of an AWS account. Sources: ELB, ECS and Auto Scaling quotas in the AWS General Reference. */
export const defaultQuotas = {
  rulesPerLoadBalancer: 100,
  targetGroupsPerLoadBalancer: 100,
  targetsPerLoadBalancer: 1000,
  loadBalancers: 50,
  servicesPerCluster: 5000,
  autoScalingGroups: 500,
  listenersPerLoadBalancer: 50,
};

/** Not to be raised. */
const capacityProvidersPerCluster = 20;

/** Each edge knows both fleets of every API. */
export const fleetsPerService = 2;

/** An environment that AWS would refuse halfway, because it asks for more than an account may have. */
export function quotaProblems(draft: Draft): Problem[] {
  const all = services(draft);
  const onInstances = all.filter(([, { compute }]) => compute.type === "ec2");
  const behind = apis(draft);
  const targets =
    behind.reduce((sum, [, { size }]) => sum + boundsOf(size).max, 0) * fleetsPerService;
  const called = new Set(all.flatMap(([, { calls }]) => calls));
  const asked: [what: string, found: number, limit: number][] = [
    [
      "rules on each load balancer",
      behind.length * rulesPerService,
      defaultQuotas.rulesPerLoadBalancer,
    ],
    [
      "target groups on each load balancer",
      behind.length * fleetsPerService,
      defaultQuotas.targetGroupsPerLoadBalancer,
    ],
    ["targets on each load balancer", targets, defaultQuotas.targetsPerLoadBalancer],
    [
      "capacity providers (`compute` ec2) in the cluster",
      onInstances.length * fleetsPerService,
      capacityProvidersPerCluster,
    ],
    [
      "listeners on each private load balancer (`calls`)",
      called.size,
      defaultQuotas.listenersPerLoadBalancer,
    ],
  ];
  return asked.flatMap(([what, found, limit]) =>
    found <= limit
      ? []
      : [
          {
            key: "services",
            text: `need ${found} ${what}, AWS allows ${limit}: split the environment`,
          },
        ],
  );
}
