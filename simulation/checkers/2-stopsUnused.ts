import { type Color, colors, serviceState } from "../../release/state";
import { percentTo } from "../model/rule";
import type { ServiceWorld } from "../model/world";
import type { Checker } from "./checker";

/**
 * 2. No fleet is stopped while a record, a load balancer or an unexpired answer still points to it; and
 * no record or load balancer points to it later.
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
          // Giving up a first release takes production away with its only fleet.
          const { activeColor, origin } = serviceState(engine.lastWanted, service.name);
          if (activeColor === null && !origin) continue;
          const { production } = service;
          // The first release from an origin: a load balancer that nobody is led to forwards to a fleet that starts.
          const starts = activeColor === null && !stopsNow && !production.mayBeHeld(color);
          if (starts) continue;
          const leads =
            whatLeadsTo(service, color) ?? (stopsNow ? whoMayComeTo(service, color) : null);
          if (leads) return `${service.name} ${color} is stopped, but ${leads} still points to it`;
        }
      }
      return null;
    },
  };
}

function whatLeadsTo({ rules, production }: ServiceWorld, color: Color): string | null {
  const edge = colors.find((one) => percentTo(rules[one], color) > 0);
  if (edge) return `the ${edge} load balancer`;
  return production.record === color ? "the record" : null;
}

function whoMayComeTo({ production }: ServiceWorld, color: Color): string | null {
  if (production.isAnswered(color)) return "an authoritative server";
  return production.mayBeHeld(color) ? "an unexpired answer" : null;
}
