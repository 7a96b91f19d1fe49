import type { QuotaName, Quotas } from "../../../world/inspector";
import { translateAwsError } from "../awsFailures";
import type { Aws } from "../clients";

type Limits = Quotas["limits"];

/** Names of Elastic Load Balancing's limits (`DescribeAccountLimits`). */
const loadBalancingLimits: Record<string, QuotaName> = {
  "rules-per-application-load-balancer": "rulesPerLoadBalancer",
  "target-groups-per-application-load-balancer": "targetGroupsPerLoadBalancer",
  "targets-per-application-load-balancer": "targetsPerLoadBalancer",
  "listeners-per-application-load-balancer": "listenersPerLoadBalancer",
  "target-groups": "targetGroups",
  "application-load-balancers": "loadBalancers",
};

/** Codes in Service Quotas, for limits that a service's own API does not report. */
export const serviceQuotas: { name: QuotaName; ServiceCode: string; QuotaCode: string }[] = [
  // Services per cluster
  { name: "servicesPerCluster", ServiceCode: "ecs", QuotaCode: "L-9EF96962" },
  // Targets per Target Group per Region
  {
    name: "targetsPerTargetGroup",
    ServiceCode: "elasticloadbalancing",
    QuotaCode: "L-A0D0B863",
  },
  // Inbound or outbound rules per security group
  { name: "rulesPerSecurityGroup", ServiceCode: "vpc", QuotaCode: "L-0EA8095F" },
  // Reserved Application Load Balancer Capacity Units (LCU) per Region
  { name: "reservedLcu", ServiceCode: "elasticloadbalancing", QuotaCode: "L-8A66D0E6" },
  // Fargate On-Demand vCPU resource count
  { name: "fargateVcpus", ServiceCode: "fargate", QuotaCode: "L-3032A538" },
  // Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances
  { name: "instanceVcpus", ServiceCode: "ec2", QuotaCode: "L-1216C47A" },
];

/** The account's quotas; one that can't be read is listed in `unknown` and does not affect the others. */
export async function accountQuotas(aws: Aws): Promise<Quotas> {
  const asked = await Promise.all([
    orUnknown("the limits of load balancers", () => ofLoadBalancing(aws)),
    orUnknown("the limits of Auto Scaling", () => ofAutoScaling(aws)),
    ...serviceQuotas.map(({ name, ...code }) =>
      orUnknown(`quota ${code.ServiceCode} ${code.QuotaCode}`, async () => {
        const { Quota } = await (await aws.serviceQuotas()).getServiceQuota(code, aws.callOptions);
        return Quota?.Value === undefined ? {} : { [name]: Quota.Value };
      }),
    ),
  ]);
  return {
    limits: Object.assign({}, ...asked.map(({ limits }) => limits)) as Limits,
    unknown: asked.flatMap(({ unknown }) => unknown),
  };
}

async function ofLoadBalancing(aws: Aws): Promise<Limits> {
  const { Limits = [] } = await (
    await aws.loadBalancing()
  ).describeAccountLimits({}, aws.callOptions);
  return Object.fromEntries(
    Limits.flatMap(({ Name = "", Max }) => {
      const name = loadBalancingLimits[Name];
      return name === undefined || Max === undefined ? [] : [[name, Number(Max)]];
    }),
  );
}

async function ofAutoScaling(aws: Aws): Promise<Limits> {
  const { MaxNumberOfAutoScalingGroups } = await (
    await aws.autoScaling()
  ).describeAccountLimits({}, aws.callOptions);
  if (MaxNumberOfAutoScalingGroups === undefined) return {};
  return { autoScalingGroups: MaxNumberOfAutoScalingGroups };
}

async function orUnknown(what: string, ask: () => Promise<Limits>): Promise<Quotas> {
  try {
    return { limits: await ask(), unknown: [] };
  } catch (error) {
    const failure = translateAwsError(error);
    if (failure === null) throw error;
    return { limits: {}, unknown: [`${what} could not be read: ${failure.message}`] };
  }
}
