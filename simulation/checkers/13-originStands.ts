import { serviceState } from "../../release/state";
import type { Checker } from "./checker";

/**
 * 13. A name that was served from elsewhere is always answered: by its origin, until it was adopted and while no
 * version of it serves, and by a load balancer otherwise. At rest the record is exactly the origin's whenever no
 * version serves, also once its adoption has ended. Only a service that is decommissioned after that loses its name.
 */
export function originStands(): Checker {
  return {
    invariant: 13,
    check: ({ world, engine, backend: { outputs, lock } }) => {
      for (const { name, hasOrigin, production } of world.services) {
        if (!hasOrigin || engine.left.has(name)) continue;
        const silent = production.servers.find(({ answer }) => answer === null);
        if (silent) return `${silent.name} no longer answers ${name}, which has an origin`;
        if (production.record === null) return `${name} has no record any more, but an origin`;
        if (lock || outputs.current || engine.ups.size > 0) continue;
        const { activeColor } = serviceState(outputs, name);
        if (activeColor === null && production.record !== "origin" && !engine.surprised.has(name)) {
          return `no version of ${name} serves, but its record leads to ${production.record}`;
        }
      }
      return null;
    },
  };
}
