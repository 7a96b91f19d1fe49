import { rulesPerService } from "./ruleSlot";
import type { ServiceSettings } from "./serviceSchema";
import { boundsOf } from "./size";

/** Something of which AWS gives an account, a region or a resource only so much. */
export interface Quota {
  /** As the Service Quotas console calls it. */
  title: string;
  /** What is counted, after a number. */
  what: string;
  /** Of an account that has asked for nothing. */
  byDefault: number;
  /** AWS raises it on request. */
  adjustable: boolean;
  /** How many of it an environment with these services takes, each with both its fleets. */
  takes: (services: readonly ServiceSettings[]) => number;
}

/** Each edge knows both fleets of every API. */
export const fleetsPerService = 2;

/**
 * Quotas that an environment grows into, by the names that `bluegreen:quotas` and `verify` know. Defaults
 * and what may be raised, of load balancers:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html, of ECS:
 * https://docs.aws.amazon.com/general/latest/gr/ecs-service.html, of Auto Scaling:
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html, of security groups:
 * https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
export const quotas = {
  /** Over all its listeners; their default rules do not count. */
  rulesPerLoadBalancer: {
    title: "Rules per Application Load Balancer",
    what: "rules on each load balancer",
    byDefault: 100,
    adjustable: true,
    takes: (services) => behind(services).length * rulesPerService,
  },
  targetGroupsPerLoadBalancer: {
    title: "Target Groups per Application Load Balancer",
    what: "target groups on each load balancer",
    byDefault: 100,
    adjustable: false,
    takes: (services) => behind(services).length * fleetsPerService,
  },
  targetsPerLoadBalancer: {
    title: "Targets per Application Load Balancer",
    what: "targets on each load balancer",
    byDefault: 1000,
    adjustable: true,
    takes: (services) => sum(behind(services), ({ size }) => boundsOf(size).max) * fleetsPerService,
  },
  listenersPerLoadBalancer: {
    title: "Listeners per Application Load Balancer",
    what: "listeners on each private load balancer (`calls`)",
    byDefault: 50,
    adjustable: true,
    takes: (services) => calledBy(services).size,
  },
  targetGroups: {
    title: "Target Groups per Region",
    what: "target groups in the region",
    byDefault: 3000,
    adjustable: true,
    // One on each edge, and on each private edge.
    takes: (services) => (behind(services).length + calledBy(services).size) * fleetsPerService * 2,
  },
  loadBalancers: {
    title: "Application Load Balancers per Region",
    what: "load balancers in the region",
    byDefault: 50,
    adjustable: true,
    // Each edge, and each private edge.
    takes: (services) => (calledBy(services).size > 0 ? 4 : 2),
  },
  /** In one direction. */
  rulesPerSecurityGroup: {
    title: "Inbound or outbound rules per security group",
    what: "rules in a security group",
    byDefault: 60,
    adjustable: true,
    takes: (services) =>
      Math.max(
        // An edge to each API; a private edge from each caller, for each that it calls.
        behind(services).length,
        sum(services, ({ calls }) => calls.length),
        // A service's tasks to the world, and to both private edges for each that it calls.
        ...services.map(({ outboundPorts, calls }) => outboundPorts.length + 2 * calls.length),
      ),
  },
  servicesPerCluster: {
    title: "Services per cluster",
    what: "ECS services in the cluster",
    byDefault: 5000,
    adjustable: true,
    takes: (services) => services.length * fleetsPerService,
  },
  capacityProvidersPerCluster: {
    title: "Capacity providers per cluster",
    what: "capacity providers (`compute` ec2) in the cluster",
    byDefault: 20,
    adjustable: false,
    takes: (services) => onInstances(services) * fleetsPerService,
  },
  autoScalingGroups: {
    title: "Auto Scaling groups per region",
    what: "Auto Scaling groups in the region",
    byDefault: 500,
    adjustable: true,
    takes: (services) => onInstances(services) * fleetsPerService,
  },
} satisfies Record<string, Quota>;

export type SettingsQuota = keyof typeof quotas;

export const settingsQuotas = Object.keys(quotas) as SettingsQuota[];

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

/** Those behind load balancers. */
function behind(services: readonly ServiceSettings[]): ServiceSettings[] {
  return services.filter(({ kind }) => kind === "api");
}

function calledBy(services: readonly ServiceSettings[]): Set<string> {
  return new Set(services.flatMap(({ calls }) => calls));
}

function onInstances(services: readonly ServiceSettings[]): number {
  return services.filter(({ compute }) => compute.type === "ec2").length;
}
