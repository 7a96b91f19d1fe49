import { type Color, colors, type ReleaseState, serviceState } from "../../release/state";
import type { Fleet } from "../model/fleet";
import { percentTo } from "../model/rule";
import type { ServiceWorld, World } from "../model/world";
import type { Watched } from "./checker";

/** Why a request to this load balancer would not be answered as it should right now; null: it would. */
export function unserved(
  { world, engine }: Watched,
  { name, rules, fleets }: ServiceWorld,
  edge: Color,
): string | null {
  const targets = colors.filter((color) => percentTo(rules[edge], color) > 0);
  if (targets.length === 0) {
    // A first release that is given up has nothing to roll back to.
    return engine.retracted.has(name) ? null : `the ${edge} load balancer forwards ${name} nowhere`;
  }
  for (const target of targets) {
    const path = `the ${edge} load balancer forwards ${name} to ${target}`;
    const problem = unready(world, fleets[target]);
    if (problem) return `${path}, which ${problem}`;
  }
  return null;
}

function unready(world: World, fleet: Fleet): string | null {
  // Tasks that died by themselves are not the deployer's fault; where traffic is sent is.
  if (fleet.desired > 0 && fleet.died) return null;
  if (fleet.desired === 0) return "was stopped";
  if (fleet.healthy === 0) return "is not running yet";
  return world.tested.has(fleet.runningDefinition!) ? null : "has not passed its tests";
}

/** The colors that production may reach: those that a load balancer forwards to, or a worker's active one. */
export function servingColors(service: ServiceWorld, deployed: ReleaseState): Color[] {
  const { name, rules, takeover } = service;
  if (takeover) {
    const { activeColor } = serviceState(deployed, name);
    return activeColor ? [activeColor] : [];
  }
  const edges = colors.filter((edge) => isUsed(service, edge));
  return colors.filter((color) => edges.some((edge) => percentTo(rules[edge], color) > 0));
}

/** Whether requests may come to this load balancer: while an origin serves, it forwards what nobody sends it. */
export function isUsed({ hasOrigin, production }: ServiceWorld, edge: Color): boolean {
  return !hasOrigin || production.mayBeHeld(edge);
}
