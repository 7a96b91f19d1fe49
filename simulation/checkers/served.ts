import { type Color, colors, type ReleaseState, serviceState } from "../../release/state";
import type { ServiceWorld } from "../model/world";
import type { Watched } from "./checker";

/** Why a request to this load balancer would not be answered as it should right now; null: it would. */
export function unserved(
  { world, engine }: Watched,
  { name, rules, fleets }: ServiceWorld,
  edge: Color,
): string | null {
  const target = rules[edge];
  if (target === null) {
    // A first release that is given up has nothing to roll back to.
    return engine.retracted.has(name) ? null : `the ${edge} load balancer forwards ${name} nowhere`;
  }
  const fleet = fleets[target];
  // Tasks that died by themselves are not the deployer's fault; where traffic is sent is.
  if (fleet.desired > 0 && fleet.died) return null;
  const path = `the ${edge} load balancer forwards ${name} to ${target}`;
  if (fleet.desired === 0) return `${path}, which was stopped`;
  if (fleet.healthy === 0) return `${path}, which is not running yet`;
  if (!world.tested.has(fleet.runningDefinition!)) return `${path}, which has not passed its tests`;
  return null;
}

/** The colors that production may reach: those that a load balancer forwards to, or a worker's active one. */
export function servingColors(
  { name, rules, takeover }: ServiceWorld,
  deployed: ReleaseState,
): Color[] {
  if (takeover) {
    const { activeColor } = serviceState(deployed, name);
    return activeColor ? [activeColor] : [];
  }
  return colors.filter((color) => rules.blue === color || rules.green === color);
}
