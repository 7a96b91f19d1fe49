import type { CloudClient } from "../api/client";
import type { Inspector } from "../../automation/world/inspector";
import { nothingToInspect } from "../../automation/adapters/nothingToInspect";

/** What the local cloud has of this: an account, a region, a zone. The rest is AWS's alone. */
export function createLocalInspector(cloud: CloudClient, region: string): Inspector {
  return {
    ...nothingToInspect("the local cloud has none"),
    async identity() {
      const { account } = await cloud.info();
      return { value: { account, arn: `arn:aws:iam::${account}:user/rehearsal`, region } };
    },
    async zone(name) {
      const { zone, zoneId, nameServers } = await cloud.info();
      if (name !== zone) return { value: null };
      const servers = nameServers.map((server) => server.name);
      return { value: { id: zoneId, name, nameServers: servers } };
    },
  };
}
