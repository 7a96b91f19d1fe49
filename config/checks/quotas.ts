import type { Problem } from "../problem";
import { rulesPerService } from "../ruleSlot";
import { boundsOf } from "../size";
import { type Draft, services } from "./draft";

/** Default quotas of an AWS account. Sources: ELB and ECS quotas in the AWS General Reference. */
const quotas = {
  rulesPerLoadBalancer: 100,
  targetGroupsPerLoadBalancer: 100,
  targetsPerLoadBalancer: 1000,
  capacityProvidersPerCluster: 20,
};

/** Each edge knows both fleets of every service. */
const fleetsPerService = 2;

/** An environment that AWS would refuse halfway, because it asks for more than an account may have. */
export function quotaProblems(draft: Draft): Problem[] {
  const all = services(draft);
  const onInstances = all.filter(([, { compute }]) => compute.type === "ec2");
  const targets = all.reduce((sum, [, { size }]) => sum + boundsOf(size).max, 0) * fleetsPerService;
  const asked: [what: string, found: number, limit: number][] = [
    ["rules on each load balancer", all.length * rulesPerService, quotas.rulesPerLoadBalancer],
    [
      "target groups on each load balancer",
      all.length * fleetsPerService,
      quotas.targetGroupsPerLoadBalancer,
    ],
    ["targets on each load balancer", targets, quotas.targetsPerLoadBalancer],
    [
      "capacity providers (`compute` ec2) in the cluster",
      onInstances.length * fleetsPerService,
      quotas.capacityProvidersPerCluster,
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
