import type { LocatedEngine } from "../../automation/engine/findEngine";
import type { Inventory } from "../../release/inventory";
import type { Color } from "../../release/state";
import type { Reporter } from "../../automation/world/ports";
import type { RunningCloud } from "../../localCloud/start";
import type { Deployer } from "./deployer";
import { liveLine } from "./liveLine";
import type { RehearsalOptions } from "./options";
import type { Processes } from "./processes";
import { productionNames, released } from "./settings";
import type { LongPlan, ShapePlan } from "../traffic/protocol";
import type { StepTimes } from "./stepTimes";
import { type Traffic, trafficAt } from "./trafficProcess";
import type { WorkDir } from "./workDir";

/** What a rehearsal works with once it is set up. */
export interface Stage {
  options: RehearsalOptions;
  workDir: WorkDir;
  /** Environment variables of the deployer and Pulumi. */
  env: Record<string, string>;
  engine: LocatedEngine;
  cloud: RunningCloud;
  processes: Processes;
  deployer: Deployer;
  stepTimes: StepTimes;
  reporter: Reporter;
}

/** What a scenario found, in each form of output. */
export interface Findings {
  ok: boolean;
  /** For `--json`. */
  document: object;
  /** For people. */
  summary: string;
  /** HTML for `--report`; null if a scenario has none. */
  page: (() => string) | null;
}

/** Paths to request, if not `/` of every permanent service. */
export interface Asked {
  ratePerSecond?: number;
  /** Production names by service. */
  services?: Record<string, string>;
  /** By service. */
  paths?: Record<string, string>;
  long?: LongPlan;
  shapes?: ShapePlan;
}

/** Constant traffic from all kinds of client, reported while it runs; it begins once `until` has resolved. */
export function trafficOn(
  { options, processes, cloud, reporter }: Stage,
  {
    ratePerSecond = options.ratePerSecond,
    services = productionNames(),
    paths = {},
    long,
    shapes,
  }: Asked = {},
  until: Promise<unknown> = Promise.resolve(),
): Promise<Traffic> {
  const whom = Object.keys({ ...services, ...shapes }).join(" and ");
  const { seed, timeoutMs } = options;
  const more = { ...(long && { long }), ...(shapes && { shapes }) };
  const plan = { ratePerSecond, seed, timeoutMs, services, paths, ...more };
  const begin = async () => {
    await until;
    reporter.note(`traffic: ${ratePerSecond} requests per second for ${whom} from now on`);
  };
  const onLive = liveLine(reporter, () => performance.now());
  return trafficAt(processes, cloud.info, plan, { onLive, begin });
}

/**
 * Breaks a safeguard on purpose: when the old load balancer should begin to forward its stragglers to the new
 * fleet, it keeps sending them to the one that stops. The first release of a service is always blue.
 */
export async function breakForwarding(
  { cloud, options }: Stage,
  services: readonly string[] = [released],
): Promise<void> {
  if (!options.break.includes("forward")) return;
  const type = "aws:lb/listenerRule:ListenerRule";
  for (const service of services) {
    const name = `${service}-blue-production`;
    await cloud.client.fault({ kind: "ignore", operation: "update", type, name });
  }
}

/**
 * Breaks a safeguard on purpose: the load balancers close what is open at a target as soon as it deregisters,
 * as with a deregistration delay of 0.
 */
export async function breakDeregistration({ cloud, options }: Stage): Promise<void> {
  if (!options.break.includes("deregistration")) return;
  await cloud.client.fault({ kind: "noDraining", on: true });
}

/**
 * From now on a load balancer takes only what it has grown to: the one that serves its traffic, the other one next to
 * nothing.
 */
export async function limitLoadBalancers({ cloud, options }: Stage): Promise<void> {
  if (options.warm) await cloud.client.fault({ kind: "growing", on: true });
}

/** Breaks a safeguard on purpose: the next `up` that should move the schedule leaves it where it is. */
export async function breakSchedules({ cloud, options }: Stage): Promise<void> {
  if (!options.break.includes("schedules")) return;
  const type = "aws:scheduler/schedule:Schedule";
  await cloud.client.fault({ kind: "ignore", operation: "update", type });
}

/** Breaks a safeguard on purpose: weighted forwards give both fleets the same share. */
export async function breakWeights({ cloud, options }: Stage): Promise<void> {
  if (!options.break.includes("weights")) return;
  await cloud.client.fault({ kind: "evenWeights", on: true });
}

export function repositoryUris({ services }: Inventory): Record<string, string> {
  return Object.fromEntries(
    Object.entries(services).map(([name, { repositoryUri }]) => [name, repositoryUri]),
  );
}

/** Tasks of a fleet that are running or starting. */
export async function tasksOf(
  { cloud }: Stage,
  { clusterName, services }: Inventory,
  service: string,
  color: Color,
): Promise<number> {
  const { serviceName } = services[service]!.fleets[color];
  const fleet = await cloud.client.fleet(clusterName, serviceName);
  return fleet ? fleet.running.length + fleet.pending : 0;
}
