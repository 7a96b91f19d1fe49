import type { Inventory, ServiceInventory } from "../../release/inventory";
import type { Side } from "./ports";
import type { Color } from "../../release/state";

/** A name of a service that a release moves, and the side of the edges that it leads to. */
export interface ServiceName {
  name: string;
  side: Side;
}

/** The production name, and the private one where other services call this one; of a worker none. */
export function namesOf({ productionName, privateName }: ServiceInventory): ServiceName[] {
  if (productionName === undefined) return [];
  const names: ServiceName[] = [{ name: productionName, side: "public" }];
  return privateName === undefined ? names : [...names, { name: privateName, side: "private" }];
}

export function edgeOf(
  { edges, privateEdges }: Pick<Inventory, "edges" | "privateEdges">,
  color: Color,
  side: Side = "public",
): Inventory["edges"][Color] {
  if (side === "public") return edges[color];
  if (privateEdges) return privateEdges[color];
  throw new Error("the environment has no private edges, though a service has a private name");
}

/** `blue edge`, or `blue private edge`. */
export function edgeTitle(color: Color, side: Side = "public"): string {
  return side === "public" ? `${color} edge` : `${color} private edge`;
}

/** The private zone, when the name is in it. */
export function privateZoneOf(
  { privateZone }: Pick<Inventory, "privateZone">,
  name: string,
): Inventory["privateZone"] {
  return privateZone && name.endsWith(`.${privateZone.name}`) ? privateZone : undefined;
}
