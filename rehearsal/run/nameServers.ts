import type { CloudInfo } from "../../localCloud/views/info";
import type { NameServer } from "../traffic/stubResolver";

/** The name servers of the rehearsal's zone; there is at least one. */
export function nameServersOf({ nameServers }: CloudInfo): [NameServer, ...NameServer[]] {
  const [first, ...others] = nameServers;
  if (!first) throw new Error("the local cloud has no name server");
  return [first, ...others];
}
