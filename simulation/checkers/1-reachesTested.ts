import { colors } from "../../release/state";
import type { Checker } from "./checker";
import { unserved } from "./served";

/** 1. A client that honours the TTL always reaches a running fleet that has passed its tests. */
export function reachesTested(): Checker {
  return {
    invariant: 1,
    check: (watched) => {
      for (const service of watched.world.services) {
        for (const edge of colors) {
          if (!service.production.mayBeHeld(edge)) continue;
          const problem = unserved(watched, service, edge);
          if (problem) return `a client that honours the TTL fails: ${problem}`;
        }
      }
      return null;
    },
  };
}
