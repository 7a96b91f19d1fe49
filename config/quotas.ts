import { fargateProviders, spotShare } from "./capacitySchema";
import { isPrivate } from "./isPrivate";
import { healthPorts } from "./protocol";
import { rulesPerService } from "./ruleSlot";
import type { ServiceSettings } from "./serviceSchema";
import { boundsOf } from "./size";
import { portsOut } from "./volumes";

/** Something that AWS limits per account, region or resource. */
export interface Quota {
  /** Its name in the Service Quotas console. */
  title: string;
  /** What is counted, as it reads after a number. */
  what: string;
  /** Limit of an account that never asked for more. */
  byDefault: number;
  /** Whether AWS raises it on request. */
  adjustable: boolean;
  /** How many of it an environment with these services needs, with both fleets of each. */
  takes: (services: readonly Counted[], domain: string) => number;
}

/** Its name tells whether a private service is called by another, too; without one, none is. */
export type Counted = ServiceSettings & { name?: string };

export function countedServices(services: Readonly<Record<string, ServiceSettings>>): Counted[] {
  return Object.entries(services).map(([name, service]) => ({ ...service, name }));
}

/** Each load balancer has target groups for both fleets of every API. */
export const fleetsPerService = 2;

/**
 * Quotas that a growing environment runs into, under the names that `quotas` and `verify` use.
 * Defaults, and whether AWS raises them: load balancers
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html, ECS
 * https://docs.aws.amazon.com/general/latest/gr/ecs-service.html, Auto Scaling
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html, security groups
 * https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
export const quotas = {
  /** Total over all listeners; default rules don't count. */
  rulesPerLoadBalancer: {
    title: "Rules per Application Load Balancer",
    what: "rules on each load balancer",
    byDefault: 100,
    adjustable: true,
    takes: (services) =>
      Math.max(
        behind(services).length * rulesPerService,
        inside(services).length * (rulesPerService - 1),
      ),
  },
  targetGroupsPerLoadBalancer: {
    title: "Target Groups per Application Load Balancer",
    what: "target groups on each load balancer",
    byDefault: 100,
    adjustable: false,
    takes: (services) => onOneSide(services, () => 1) * fleetsPerService,
  },
  targetsPerLoadBalancer: {
    title: "Targets per Application Load Balancer",
    what: "targets on each load balancer",
    byDefault: 1000,
    adjustable: true,
    takes: (services) => onOneSide(services, ({ size }) => boundsOf(size).max) * fleetsPerService,
  },
  targetsPerTargetGroup: {
    title: "Targets per Target Group per Region",
    what: "targets in one target group",
    byDefault: 1000,
    adjustable: true,
    takes: (services) => most(services.filter(({ kind }) => kind === "api")),
  },
  listenersPerLoadBalancer: {
    title: "Listeners per Application Load Balancer",
    what: "listeners on each private load balancer (`calls`, and two of each service with `public: false`)",
    byDefault: 50,
    adjustable: true,
    takes: (services) => reachedInside(services).size + privateOnes(services).length,
  },
  /** Besides the default one, which is for the domain. */
  certificatesPerLoadBalancer: {
    title: "Certificates per Application Load Balancer",
    what: "certificates on each load balancer (`hosts` outside `*.<domain>`, `certificateArns`)",
    byDefault: 25,
    adjustable: true,
    takes: (services, domain) => sum(services, (service) => uncoveredHosts(service, domain)),
  },
  targetGroups: {
    title: "Target Groups per Region",
    what: "target groups in the region",
    byDefault: 3000,
    adjustable: true,
    // One on each load balancer, and one on each private load balancer.
    takes: (services) =>
      (behind(services).length + reachedInside(services).size) * fleetsPerService * 2,
  },
  loadBalancers: {
    title: "Application Load Balancers per Region",
    what: "load balancers in the region",
    byDefault: 50,
    adjustable: true,
    // Both public load balancers, and both private ones.
    takes: (services) => (reachedInside(services).size > 0 ? 4 : 2),
  },
  /** Per direction. */
  rulesPerSecurityGroup: {
    title: "Inbound or outbound rules per security group",
    what: "rules in a security group",
    byDefault: 60,
    adjustable: true,
    takes: (services) =>
      Math.max(
        // A load balancer to each port of each API behind it; a private one from each caller of each callee, and from the
        // tests of each private service.
        onOneSide(services, portsOf),
        sum(services, ({ calls }) => calls.length) + privateOnes(services).length,
        // A service's tasks to the internet and file systems, and to both private load balancers for each callee.
        ...services.map((service) => rulesOfTasks([service], {})),
      ),
  },
  servicesPerCluster: {
    title: "Services per cluster",
    what: "ECS services in the cluster",
    byDefault: 5000,
    adjustable: true,
    takes: (services) => services.length * fleetsPerService,
  },
  tasksPerService: {
    title: "Tasks per service",
    what: "tasks in one ECS service",
    byDefault: 5000,
    adjustable: true,
    takes: most,
  },
  capacityProvidersPerCluster: {
    title: "Capacity providers per cluster",
    what: "capacity providers (`compute` ec2, and two of Fargate for `capacity`) in the cluster",
    byDefault: 20,
    adjustable: false,
    // Fargate's own are associated with the cluster like any other ("Amazon ECS service quotas").
    takes: (services) =>
      onInstances(services) * fleetsPerService +
      (services.some(isOnFargateSpot) ? fargateProviders.length : 0),
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

/** Of the tasks of each service. */
function most(services: readonly ServiceSettings[]): number {
  return Math.max(0, ...services.map(({ size }) => boundsOf(size).max));
}

/** Services behind the public load balancers. */
function behind(services: readonly Counted[]): Counted[] {
  return services.filter((service) => service.kind === "api" && !isPrivate(service));
}

/** Services behind the private load balancers. */
function inside(services: readonly Counted[]): Counted[] {
  const reached = reachedInside(services);
  return services.filter((service) => reached.has(service.name ?? service));
}

/** At the public load balancers, or at the private ones if that is more. */
function onOneSide(services: readonly Counted[], of: (service: Counted) => number): number {
  return Math.max(sum(behind(services), of), sum(inside(services), of));
}

function privateOnes(services: readonly Counted[]): Counted[] {
  return services.filter(isPrivate);
}

/** Outbound rules of the security group that tasks with these settings share. */
export function rulesOfTasks(
  needs: readonly ServiceSettings[],
  environment: { foundation?: string | undefined },
): number {
  const ports = needs.flatMap((settings) => portsOut(environment, settings));
  const calls = needs.flatMap((settings) => settings.calls);
  const ofTests = needs.some(isPrivate) ? 2 : 0;
  return new Set(ports).size + 2 * new Set(calls).size + ofTests;
}

/** Ports on which load balancers reach a service's tasks. */
function portsOf(service: ServiceSettings): number {
  return service.kind === "api" ? 1 + healthPorts(service).length : 0;
}

/** How many of a service's names need a certificate of their own; its default name does not. */
function uncoveredHosts(service: ServiceSettings, domain: string): number {
  const hosts = service.kind === "api" ? (service.hosts ?? []) : [];
  const isBelow = (host: string) => host.slice(host.indexOf(".") + 1) === domain;
  return hosts.filter((host) => host === "@" || (host.includes(".") && !isBelow(host))).length;
}

/** What the private load balancers reach, by name: also what other environments may have. */
function reachedInside(services: readonly Counted[]): Set<unknown> {
  const called = services.flatMap(({ calls }) => calls);
  return new Set<unknown>([...called, ...privateOnes(services).map((one) => one.name ?? one)]);
}

const isOnFargateSpot = (service: ServiceSettings) =>
  service.compute.type === "fargate" && spotShare(service) !== null;

function onInstances(services: readonly ServiceSettings[]): number {
  return services.filter(({ compute }) => compute.type === "ec2").length;
}
