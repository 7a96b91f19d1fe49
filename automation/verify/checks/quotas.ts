import { defaultQuotas, fleetsPerService } from "../../../config/checks/quotas";
import { rulesPerService } from "../../../config/ruleSlot";
import type { ServiceSettings, Settings } from "../../../config/schema";
import { boundsOf } from "../../../config/size";
import type { QuotaName, Quotas } from "../../inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok, unknown, warning } from "../finding";

/** What the environment takes of the account, while one service after the other is released. */
export const quotas: Check = {
  name: "quotas",
  fast: false,
  look: async ({ inspector, stack }) =>
    judge("quotas", await inspector.quotas(), (found) => judgeQuotas(found, stack.settings)),
};

const texts: Record<QuotaName, string> = {
  rulesPerLoadBalancer: "rules on each load balancer",
  targetGroupsPerLoadBalancer: "target groups on each load balancer",
  targetsPerLoadBalancer: "targets on each load balancer",
  loadBalancers: "load balancers in the region",
  servicesPerCluster: "ECS services in the cluster",
  autoScalingGroups: "Auto Scaling groups in the region",
  fargateVcpus: "vCPUs on Fargate in the region",
  instanceVcpus: "vCPUs of instances in the region",
};

/** Others in the account may use some of it: what comes close is a warning. */
export function judgeQuotas({ limits, unknown: why }: Quotas, settings: Settings): Judgement[] {
  const judged = Object.entries(needs(settings)).flatMap(([key, needed]) => {
    const name = key as QuotaName;
    if (needed === 0) return [];
    const limit = limits[name] ?? (defaultQuotas as Partial<Record<QuotaName, number>>)[name];
    if (limit === undefined) return [];
    const source = limits[name] === undefined ? ", the default" : "";
    const found = `needs ${needed} ${texts[name]} during a release; the account may have ${limit}${source}`;
    const todo = "ask for more in the Service Quotas console, or split the environment";
    if (needed > limit) return [failing(name, found, todo)];
    return needed * 1.25 > limit ? [warning(name, found, todo)] : [ok(name, found)];
  });
  return [...judged, ...why.map((text) => unknown("quotas", text, "the defaults are taken"))];
}

function needs({ services }: Settings): Record<QuotaName, number> {
  const all = Object.values(services);
  const onFargate = all.filter(({ compute }) => compute.type === "fargate");
  const onInstances = all.filter(({ compute }) => compute.type === "ec2");
  const behind = all.filter(({ kind }) => kind === "api");
  const tasks = behind.reduce((sum, { size }) => sum + boundsOf(size).max, 0);
  return {
    rulesPerLoadBalancer: behind.length * rulesPerService,
    targetGroupsPerLoadBalancer: behind.length * fleetsPerService,
    targetsPerLoadBalancer: tasks * fleetsPerService,
    // Each edge, and each private edge.
    loadBalancers: all.some(({ calls }) => calls.length > 0) ? 4 : 2,
    servicesPerCluster: all.length * fleetsPerService,
    autoScalingGroups: onInstances.length * fleetsPerService,
    fargateVcpus: whileOneIsReleased(
      onFargate,
      ({ cpu, size }) => (cpu / 1024) * boundsOf(size).max,
    ),
    // The smallest instance has one; which type has how many is not known here.
    instanceVcpus: whileOneIsReleased(
      onInstances,
      ({ cpu, size }) => Math.ceil(cpu / 1024) * boundsOf(size).max,
    ),
  };
}

/** Everything once, and the largest one twice. */
function whileOneIsReleased(
  services: ServiceSettings[],
  of: (service: ServiceSettings) => number,
): number {
  const each = services.map(of);
  return each.reduce((sum, one) => sum + one, 0) + Math.max(0, ...each);
}
