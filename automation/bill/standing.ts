import { settingsOf } from "../../config/definition";
import type { NetworkSettings, Settings } from "../../config/schema";
import { boundsOf, scaledSize } from "../../config/size";
import type { Inventory } from "../../release/inventory";
import { type ReleaseState, serviceState } from "../../release/state";
import type { PriceList, RateName } from "../world/prices";
import type { Range } from "./money";
import { hoursPerMonth, ratesFor, shapeWords, type TaskShape, taskHourUsd } from "./taskPrice";

/** Something that is there all month. */
export interface Standing {
  what: string;
  /** What the amount is made of. */
  basis: string;
  /** US dollars a month; null: a price is not known. */
  usd: Range | null;
}

export interface Environment {
  settings: Settings;
  release: ReleaseState;
  inventory: Pick<Inventory, "privateEdges" | "privateZone">;
}

/** Without what another stack has for this one. */
export function standing(environment: Environment, prices: PriceList): Standing[] {
  const shared = environment.settings.foundation === undefined ? sharedOf(environment, prices) : [];
  return [...shared, ...fleetsOf(environment, prices)];
}

/** Prices that the lines are made of. */
export function standingRates({ settings, release }: Environment): RateName[] {
  const shapes = Object.keys(settings.services).map((name) => shapeOf(settings, release, name));
  return [
    ...(["loadBalancerHour", "lcuHour", "publicIpv4Hour", "natGatewayHour"] as const),
    "hostedZoneMonth",
    ...ratesFor(shapes),
  ];
}

function sharedOf({ settings, inventory }: Environment, prices: PriceList): Standing[] {
  const { network, loadBalancers } = settings;
  const balancers = inventory.privateEdges ? 4 : 2;
  const zones = zonesOf(network);
  const gateways = gatewaysOf(network);
  const hourly = (what: string, count: number, rate: RateName, note = ""): Standing[] => {
    if (count === 0) return [];
    const usd = prices.usd[rate];
    const basis = `${count} x ${hoursPerMonth} h x ${priceWords(usd)}${note}`;
    return [{ what, basis, usd: usd === undefined ? null : exactly(count * hoursPerMonth * usd) }];
  };
  const { reserveLcu = 0 } = loadBalancers;
  const zone = prices.usd.hostedZoneMonth;
  return [
    ...hourly(
      inventory.privateEdges ? "load balancers, 2 of them private" : "load balancers",
      balancers,
      "loadBalancerHour",
    ),
    ...hourly("reserved LCUs", reserveLcu * balancers, "lcuHour"),
    ...hourly(
      "public IPv4 addresses",
      2 * zones + gateways,
      "publicIpv4Hour",
      ", at least one of each load balancer in each zone",
    ),
    ...hourly("NAT gateways", gateways, "natGatewayHour"),
    ...(inventory.privateZone
      ? [
          {
            what: "zone of private names",
            basis: `1 x ${priceWords(zone)}`,
            usd: zone === undefined ? null : exactly(zone),
          },
        ]
      : []),
  ];
}

function zonesOf(network: NetworkSettings): number {
  return "vpcId" in network ? network.publicSubnetIds.length : network.availabilityZones;
}

/** Those of an existing VPC are not the environment's. */
function gatewaysOf(network: NetworkSettings): number {
  if ("vpcId" in network) return 0;
  return network.natGateways === "single" ? 1 : network.availabilityZones;
}

/** What serves; the other fleet has no task, but in a release. */
function fleetsOf({ settings, release }: Environment, prices: PriceList): Standing[] {
  return Object.entries(settings.services).flatMap(([name, service]) => {
    const { activeColor, fleets } = serviceState(release, name);
    if (!activeColor) return [];
    const { size } = fleets[activeColor];
    const tasks = scaledSize(service.size) ? boundsOf(service.size) : { min: size, max: size };
    const shape = shapeOf(settings, release, name);
    const hour = taskHourUsd(shape, prices);
    const month = (count: number) => count * hoursPerMonth * (hour ?? 0);
    const count = tasks.min === tasks.max ? `${tasks.min}` : `${tasks.min} to ${tasks.max}`;
    return [
      {
        what: `${name} on ${activeColor}`,
        basis: `${count} x ${hoursPerMonth} h x ${priceWords(hour ?? undefined)} (${shapeWords(shape)})`,
        usd: hour === null ? null : { low: month(tasks.min), high: month(tasks.max) },
      },
    ];
  });
}

function shapeOf(settings: Settings, release: ReleaseState, name: string): TaskShape {
  const service = settings.services[name]!;
  const { activeColor, fleets } = serviceState(release, name);
  return activeColor ? settingsOf(service, fleets[activeColor]) : service;
}

const exactly = (usd: number): Range => ({ low: usd, high: usd });

/** To a hundredth of a cent, as prices of an hour are small. */
function priceWords(usd: number | undefined): string {
  return usd === undefined ? "a price that is unknown" : `$${Number(usd.toFixed(5))}`;
}
