import type { CloudInfo } from "../../localCloud/views/info";
import type { NameServer } from "../traffic/stubResolver";
import { isWithin } from "../../config/names";

/** The name servers that resolvers ask for a name: those of the nearest delegated zone. There is at least one. */
export function nameServersOf(
  { nameServers, otherZones }: CloudInfo,
  name: string,
): [NameServer, ...NameServer[]] {
  const [nearest] = otherZones
    .filter((zone) => zone.delegated && isWithin(name, zone.name))
    .sort((one, other) => other.name.length - one.name.length);
  const [first, ...others] = nearest?.nameServers ?? nameServers;
  if (!first) throw new Error("the local cloud has no name server");
  return [first, ...others];
}
