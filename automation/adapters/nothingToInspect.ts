import type { Inspector } from "../world/inspector";

/** A world that has nothing of what `verify` asks AWS for, and says so. */
export function nothingToInspect(why: string): Inspector {
  const notHere = () => Promise.resolve({ notHere: why });
  return {
    identity: notHere,
    zone: notHere,
    delegation: notHere,
    edge: notHere,
    certificate: notHere,
    record: notHere,
    targetGroups: notHere,
    roles: notHere,
    quotas: notHere,
    denied: notHere,
  };
}
