import type { Color } from "../../release/state";
import type { ServiceWorld } from "../model/world";
import type { Watched } from "./checker";

/** Why a request that comes to this edge now is not answered as it should be; null: it is. */
export function unserved(
  { world, engine }: Watched,
  { name, rules, fleets }: ServiceWorld,
  edge: Color,
): string | null {
  const target = rules[edge];
  if (target === null) {
    // A first release that is given up has nothing to go back to.
    return engine.retracted.has(name) ? null : `the ${edge} edge forwards ${name} nowhere`;
  }
  const fleet = fleets[target];
  // Tasks that died of themselves are the world's doing; the deployer answers for where it leads.
  if (fleet.desired > 0 && fleet.died) return null;
  const path = `the ${edge} edge forwards ${name} to ${target}`;
  if (fleet.desired === 0) return `${path}, which was stopped`;
  if (fleet.healthy === 0) return `${path}, which does not run yet`;
  if (!world.tested.has(fleet.runningImage!)) return `${path}, which has not passed its tests`;
  return null;
}
