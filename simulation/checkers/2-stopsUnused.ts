import { type Color, colors, serviceState } from "../../release/state";
import type { ServiceWorld } from "../model/world";
import type { Checker } from "./checker";

/**
 * 2. No fleet is stopped while a record, an edge or an unexpired answer still leads to it; and no
 * record or edge leads to it later.
 */
export function stopsUnused(): Checker {
  const running = new Set<object>();
  return {
    invariant: 2,
    check: ({ world, engine }) => {
      for (const service of world.services) {
        for (const color of colors) {
          const fleet = service.fleets[color];
          if (fleet.desired > 0) {
            running.add(fleet);
            continue;
          }
          const stopsNow = running.delete(fleet);
          // A first release that is given up takes production away with its only fleet.
          if (serviceState(engine.lastWanted, service.name).activeColor === null) continue;
          const leads =
            whatLeadsTo(service, color) ?? (stopsNow ? whoMayComeTo(service, color) : null);
          if (leads) return `${service.name} ${color} is stopped, and ${leads} leads to it`;
        }
      }
      return null;
    },
  };
}

function whatLeadsTo({ rules, production }: ServiceWorld, color: Color): string | null {
  const edge = colors.find((one) => rules[one] === color);
  if (edge) return `the ${edge} edge`;
  return production.record === color ? "the record" : null;
}

function whoMayComeTo({ production }: ServiceWorld, color: Color): string | null {
  if (production.isAnswered(color)) return "an authoritative server";
  return production.mayBeHeld(color) ? "an unexpired answer" : null;
}
