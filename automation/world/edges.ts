import { recordedNames } from "../../config/recordedNames";
import type { Inventory, RecordedZone, ServiceInventory } from "../../release/inventory";
import type { RecordPlace } from "../../release/routing";
import type { AddressType, Side } from "./ports";
import type { Color } from "../../release/state";

/** A name of a service that a release moves, and the side of the load balancers that it leads to. */
export interface ServiceName {
  name: string;
  side: Side;
}

/** The public production names, and the private one if other services call this one; none for a worker. */
export function namesOf(service: ServiceInventory): ServiceName[] {
  const { privateName } = service;
  const names = recordedNames(service).map((name): ServiceName => ({ name, side: "public" }));
  return privateName === undefined ? names : [...names, { name: privateName, side: "private" }];
}

/** Where clients reach the service: outside, unless it is private. */
export function sideOf(service: Pick<ServiceInventory, "public">): Side {
  return service.public === false ? "private" : "public";
}

export function edgeOf(
  { edges, privateEdges }: Pick<Inventory, "edges" | "privateEdges">,
  color: Color,
  side: Side = "public",
): Inventory["edges"][Color] {
  if (side === "public") return edges[color];
  if (privateEdges) return privateEdges[color];
  throw new Error(
    "a service has a private name, but the environment has no private load balancers",
  );
}

/** `blue load balancer`, or `blue private load balancer`. */
export function edgeTitle(color: Color, side: Side = "public"): string {
  return side === "public" ? `${color} load balancer` : `${color} private load balancer`;
}

/** `the blue load balancer`, or `its origin`. */
export function placeTitle(place: RecordPlace, side: Side = "public"): string {
  return place === "origin" ? "its origin" : `the ${edgeTitle(place, side)}`;
}

/** The public zone that has the records of a name: the environment's own, unless another one is recorded. */
export function publicZoneOf(
  { hostedZone, services }: Pick<Inventory, "hostedZone" | "services">,
  name: string,
): RecordedZone {
  const others = Object.values(services).flatMap(({ zones }) => zones?.[name] ?? []);
  return others[0] ?? hostedZone;
}

/** Records of addresses that a name has: those of both types lead to the same load balancer. */
export function addressTypesOf(
  { services }: Pick<Inventory, "services">,
  name: string,
): readonly AddressType[] {
  const hasIpv6 = Object.values(services).some(({ ipv6 = [] }) => ipv6.includes(name));
  return hasIpv6 ? ["A", "AAAA"] : ["A"];
}

/** The private zone if the name is in it. */
export function privateZoneOf(
  { privateZone }: Pick<Inventory, "privateZone">,
  name: string,
): Inventory["privateZone"] {
  return privateZone && name.endsWith(`.${privateZone.name}`) ? privateZone : undefined;
}
