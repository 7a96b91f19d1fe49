import { type Color, colors, type ReleaseState, serviceState } from "../../release/state";
import { observeFleet, serviceInventory, type Environment } from "../world/environment";
import { edgeOf, namesOf } from "../world/edges";
import type { Inventory } from "../../release/inventory";
import type { AuthoritativeAnswer, EngineState, Observer, Ports, Side } from "../world/ports";

/** Where the world says that a service's production name leads. */
export type Leads = Color | "mixed" | "nowhere";

/** One name of a service as three witnesses see it. */
export interface Witnesses {
  /** The service, and `by its private name` where it is that one. */
  service: string;
  /** The deployed release state. */
  recorded: Color | null;
  /** The record in the engine's own state, which knows of an `up` that never ended. */
  engine: Color | null;
  /** The authoritative servers. */
  dns: Leads;
}

/** What ECS wants of a worker's fleets: nothing else tells where its production is. */
export interface WorkerWitness {
  service: string;
  recorded: Color | null;
  /** Tasks, by the record and by ECS. */
  fleets: Record<Color, { size: number; desired: number }>;
}

export interface Standing {
  services: Witnesses[];
  workers: WorkerWitness[];
  /** Operations of the engine that were begun and never finished. */
  pending: string[];
  /** See EngineState. */
  tasks: Record<string, number>;
  instances: Record<string, number>;
  writtenAt: string;
}

/** Asks all three where each service's production leads. */
export async function findStanding(
  { stack, observer }: Ports,
  environment: Environment,
  services: string[],
): Promise<Standing> {
  const { release, inventory } = environment;
  const engine = await stack.engineState();
  const names = services.flatMap((service) =>
    namesOf(serviceInventory(inventory, service)).map((one) => ({ service, ...one })),
  );
  const addresses = await sideAddresses(
    observer,
    inventory,
    new Set(names.map(({ side }) => side)),
  );
  const witnesses = await Promise.all(
    names.map(async ({ service, name, side }): Promise<Witnesses> => {
      const alias = engine.aliases[name];
      const answers = await observer.resolve(inventory, name);
      return {
        service: side === "public" ? service : `${service} by its private name`,
        recorded: recordedColor(release, service),
        engine:
          colors.find((color) => sameName(edgeOf(inventory, color, side).dnsName, alias)) ?? null,
        dns: leadsTo(answers, addresses[side]),
      };
    }),
  );
  const { pending, tasks, instances, writtenAt } = engine;
  const workers = await findWorkers(observer, environment, services);
  return { services: witnesses, workers, pending, tasks, instances, writtenAt };
}

function findWorkers(
  observer: Observer,
  environment: Environment,
  services: string[],
): Promise<WorkerWitness[]> {
  const { release, inventory } = environment;
  const workers = services.filter((name) => inventory.services[name]?.kind === "worker");
  return Promise.all(
    workers.map(async (service) => {
      const look = async (color: Color) => ({
        size: serviceState(release, service).fleets[color].size,
        desired: (await observeFleet({ observer }, environment, service, color))?.desired ?? 0,
      });
      const fleets = { blue: await look("blue"), green: await look("green") };
      return { service, recorded: recordedColor(release, service), fleets };
    }),
  );
}

async function sideAddresses(
  observer: Observer,
  inventory: Inventory,
  sides: ReadonlySet<Side>,
): Promise<Record<Side, Record<Color, string[]>>> {
  const found = {
    public: { blue: [], green: [] } as Record<Color, string[]>,
    private: { blue: [], green: [] } as Record<Color, string[]>,
  };
  const all = [...sides].flatMap((side) => colors.map((color) => ({ side, color })));
  await Promise.all(
    all.map(async ({ side, color }) => {
      found[side][color] = await observer.edgeAddresses(inventory, color, side);
    }),
  );
  return found;
}

/** True unless every witness agrees that production is where the record says and nothing is half done. */
export function mayHaveMoved({ services, workers, pending }: Standing): boolean {
  return (
    pending.length > 0 ||
    workers.some(wasToldToStop) ||
    services.some(
      ({ recorded, engine, dns }) => engine !== recorded || dns !== (recorded ?? "nowhere"),
    )
  );
}

/** A worker's production is recorded on a fleet of which ECS wants nothing: another `up` has begun. */
function wasToldToStop({ recorded, fleets }: WorkerWitness): boolean {
  return recorded !== null && fleets[recorded].size > 0 && fleets[recorded].desired === 0;
}

/** The three witnesses side by side, a line each service; of a worker the record and ECS. */
export function describeStanding({ services, workers, pending }: Standing): string[] {
  return [
    ...services.map(
      ({ service, recorded, engine, dns }) =>
        `${service}: recorded ${recorded ?? "nowhere"}, engine ${engine ?? "nowhere"}, DNS ${dns}`,
    ),
    ...workers.map(({ service, recorded, fleets }) => {
      const tasks = colors.map(
        (color) => `${color} ${fleets[color].desired} of ${fleets[color].size} tasks`,
      );
      return `${service}: recorded ${recorded ?? "nowhere"}, ECS wants ${tasks.join(", ")}`;
    }),
    ...pending.map((operation) => `the engine never finished ${operation}`),
  ];
}

export function leadsTo(answers: AuthoritativeAnswer[], edges: Record<Color, string[]>): Leads {
  const leads = new Set<Leads>();
  for (const { addresses, error } of answers) {
    if (error !== null) leads.add("mixed");
    else if (addresses.length === 0) leads.add("nowhere");
    else
      leads.add(
        colors.find((color) => addresses.every((one) => edges[color].includes(one))) ?? "mixed",
      );
  }
  const [first, ...others] = leads;
  return first === undefined || others.length > 0 ? "mixed" : first;
}

function recordedColor(release: ReleaseState, service: string): Color | null {
  return release.services[service]?.activeColor ?? null;
}

// AWS writes the names of load balancers in either case, with or without `dualstack.`.
function sameName(dnsName: string, alias: string | undefined): boolean {
  return alias?.toLowerCase().replace(/^dualstack\./, "") === dnsName.toLowerCase();
}

/**
 * Fleets that the engine has started and the record does not know of, as `users green runs 2 tasks`: an
 * `up` ended before it was recorded, or has not ended yet.
 */
export function unrecordedFleets(
  { services }: ReleaseState,
  engine: Pick<EngineState, "tasks" | "instances">,
): string[] {
  return Object.entries(services).flatMap(([name, { activeColor, fleets }]) =>
    colors.flatMap((color) => {
      if (color === activeColor || fleets[color].size > 0) return [];
      const tasks = engine.tasks[`${name}-${color}`] ?? 0;
      const instances = engine.instances[`${name}-${color}`] ?? 0;
      if (tasks > 0) return [`${name} ${color} runs ${tasks} tasks`];
      return instances > 0 ? [`${name} ${color} keeps ${instances} instances`] : [];
    }),
  );
}
