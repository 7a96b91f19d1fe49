import type { Cloud } from "../cloud";
import type { HostedZone } from "../dataplane/hostedZone";
import { CloudError } from "../errors";

export type ZoneKind = "delegated" | "undelegated" | "private";

/** Returns the zone's id. Zones may have the same name, as in Route 53. */
export async function create(cloud: Cloud, name: string, kind: ZoneKind): Promise<string> {
  const number = cloud.zones().length;
  const servers = [1, 2, 3, 4].map((server) => `ns-${server}.zone-${number}.${cloud.options.zone}`);
  const zone = cloud.newZone(name, servers);
  await zone.open();
  zone.isDelegated = kind === "delegated";
  if (kind === "private") cloud.privateZones.set(zone.id, zone);
  else cloud.otherZones.push(zone);
  return zone.id;
}

/** The public zone that answers for a name. */
export function require(cloud: Cloud, name: string): HostedZone {
  const zone = cloud.zoneAnswering(name);
  if (zone) return zone;
  throw new CloudError("NoSuchHostedZone", `No hosted zone found for: ${name}`);
}
