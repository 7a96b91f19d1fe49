import { type Color, colors, type ReleaseState } from "../../release/state";
import { serviceInventory } from "./environment";
import type { Environment } from "./environment";
import { edgeOf, namesOf } from "../edges";
import type { Inventory } from "../inventory";
import type { AuthoritativeAnswer, Observer, Ports, Side } from "../ports";

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

export interface Standing {
  services: Witnesses[];
  /** Operations of the engine that were begun and never finished. */
  pending: string[];
  /** See EngineState. */
  fleets: Record<string, number>;
  writtenAt: string;
}

/** Asks all three where each service's production leads. */
export async function findStanding(
  { stack, observer }: Ports,
  { release, inventory }: Environment,
  services: string[],
): Promise<Standing> {
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
  const { pending, fleets, writtenAt } = engine;
  return { services: witnesses, pending, fleets, writtenAt };
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
export function mayHaveMoved({ services, pending }: Standing): boolean {
  return (
    pending.length > 0 ||
    services.some(
      ({ recorded, engine, dns }) => engine !== recorded || dns !== (recorded ?? "nowhere"),
    )
  );
}

/** The three witnesses side by side, a line each service. */
export function describeStanding({ services, pending }: Standing): string[] {
  return [
    ...services.map(
      ({ service, recorded, engine, dns }) =>
        `${service}: recorded ${recorded ?? "nowhere"}, engine ${engine ?? "nowhere"}, DNS ${dns}`,
    ),
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
