import {
  countedServices,
  type Quota,
  quotas as quotaTable,
  settingsQuotas,
} from "../../../config/quotas";
import type { ServiceSettings, Settings } from "../../../config/schema";
import { boundsOf } from "../../../config/size";
import { admittingRules } from "../../../config/testAccess";
import type { QuotaName, Quotas } from "../../world/inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok, unknown, warning } from "../finding";

/** What the environment needs of the account's quotas while one service at a time is released. */
export const quotas: Check = {
  name: "quotas",
  fast: false,
  look: async ({ inspector, stack }) =>
    judge("quotas", await inspector.quotas(), (found) => judgeQuotas(found, stack.settings)),
};

/** Other workloads may use part of a quota, so coming close to it is a warning. */
export function judgeQuotas({ limits, unknown: why }: Quotas, settings: Settings): Judgement[] {
  const judged = needs(settings).flatMap(({ name, what, needed, setting, instead }) => {
    const limit = limits[name] ?? setting?.limit;
    if (needed === 0 || limit === undefined) return [];
    const source = limits[name] === undefined && setting ? setting.source : "";
    const found = `needs ${amount(needed, what)} during a release; the account's quota is ${limit}${source}`;
    const todo = setting?.adjustable === false ? split : `${raise}, or ${instead ?? split}`;
    if (needed > limit) return [failing(name, found, todo)];
    return needed * 1.25 > limit ? [warning(name, found, todo)] : [ok(name, found)];
  });
  return [
    ...judged,
    ...judgeReservation(settings),
    ...why.map((text) => unknown("quotas", text, "the quotas in the settings were used instead")),
  ];
}

/** `1 target in one target group`, `2 targets in one target group`. */
export function amount(count: number, what: string): string {
  return `${count} ${count === 1 ? what.replace(/s (?=(?:on|in|of)\b|\()/, " ") : what}`;
}

const raise = "request an increase in the Service Quotas console";
const split = "split the environment in two";

interface Need {
  name: QuotaName;
  what: string;
  needed: number;
  /** The quota in the settings; absent for computing power. */
  setting?: { limit: number; source: string; adjustable: boolean };
  /** What helps instead of a higher quota, other than to split the environment. */
  instead?: string;
}

function needs(settings: Settings): Need[] {
  const all = countedServices(settings.services);
  const counted = settingsQuotas.map((name) => {
    const { what, takes, byDefault, adjustable } = quotaTable[name] as Quota;
    const limit = settings.quotas[name];
    const admitting = name === "rulesPerSecurityGroup" ? admittingRules(settings) : 0;
    const named =
      name === "certificatesPerLoadBalancer" ? (settings.certificateArns ?? []).length : 0;
    const source = limit === byDefault ? " (the default)" : ` (\`quotas.${name}\`)`;
    return {
      name,
      what,
      needed: Math.max(takes(all, settings.domain) + named, admitting),
      setting: { limit, source, adjustable },
    };
  });
  return [...counted, reserving(settings, all), ...computing(all)];
}

/** Of one load balancer (Elastic Load Balancing User Guide, "Quotas for your Application Load Balancers"). */
const mostReservedLcu = 15_000;

/** That quota can be raised, but it has no code with which Service Quotas could be asked for it. */
function judgeReservation({ loadBalancers: { reserveLcu = 0 } }: Settings): Judgement[] {
  if (reserveLcu <= mostReservedLcu) return [];
  const found =
    `reserves ${reserveLcu} capacity units on each load balancer (\`loadBalancers.reserveLcu\`); AWS allows ` +
    `${mostReservedLcu} by default, and does not report this account's limit`;
  return [
    warning("reservedLcu", found, "ask AWS Support for more, or lower `loadBalancers.reserveLcu`"),
  ];
}

/** On each load balancer; an environment that is built on another one has none of its own. */
function reserving(
  { foundation, loadBalancers: { reserveLcu } }: Settings,
  all: ServiceSettings[],
): Need {
  const own = foundation === undefined ? quotaTable.loadBalancers.takes(all) : 0;
  return {
    name: "reservedLcu",
    what: "reserved capacity units of load balancers in the region (`loadBalancers.reserveLcu`)",
    needed: (reserveLcu ?? 0) * own,
    instead: "lower `loadBalancers.reserveLcu`",
  };
}

function computing(all: ServiceSettings[]): Need[] {
  const onFargate = all.filter(({ compute }) => compute.type === "fargate");
  const onInstances = all.filter(({ compute }) => compute.type === "ec2");
  const fargate = whileOneIsReleased(
    onFargate,
    ({ cpu, size }) => (cpu / 1024) * boundsOf(size).max,
  );
  // The smallest instance has one vCPU; how many each type has is not known here.
  const instances = whileOneIsReleased(
    onInstances,
    ({ cpu, size }) => Math.ceil(cpu / 1024) * boundsOf(size).max,
  );
  return [
    { name: "fargateVcpus", what: "vCPUs on Fargate in the region", needed: fargate },
    { name: "instanceVcpus", what: "vCPUs of instances in the region", needed: instances },
  ];
}

/** All services once, and the largest one twice. */
function whileOneIsReleased(
  services: ServiceSettings[],
  of: (service: ServiceSettings) => number,
): number {
  const each = services.map(of);
  return each.reduce((sum, one) => sum + one, 0) + Math.max(0, ...each);
}
