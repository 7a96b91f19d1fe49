import { type Color, colors, serviceState } from "../../release/state";
import type { ServiceWorld } from "../model/world";
import type { Checker } from "./checker";

/** 2. No fleet is stopped while a record, an edge or an unexpired answer still leads to it. */
export function stopsUnused(): Checker {
  return {
    invariant: 2,
    check: ({ world, engine }) => {
      for (const service of world.services) {
        // A first release that is given up takes production away with its only fleet.
        if (serviceState(engine.lastWanted, service.name).activeColor === null) continue;
        for (const color of colors) {
          if (service.fleets[color].desired > 0) continue;
          const leads = whatLeadsTo(service, color);
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
  if (production.record === color) return "the record";
  if (production.isAnswered(color)) return "an authoritative server";
  if (production.mayBeHeld(color)) return "an unexpired answer";
  return null;
}
