import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { isWithin, possibleZones } from "../../../../config/names";
import type { Inventory } from "../../../../release/inventory";
import { publicZoneOf } from "../../../world/edges";
import type { AddressType } from "../../../world/ports";
import type { RecordView, ZoneView } from "../../../world/inspector";
import type { ListedRecord } from "../../../../release/foreignRecords";
import type { Aws } from "../clients";

/** The public hosted zone of a name; null if the account has none. The first, if there are several. */
export async function hostedZone(aws: Aws, name: string): Promise<ZoneView | null> {
  const route53 = await aws.route53();
  const DNSName = `${name}.`;
  const { HostedZones = [] } = await route53.listHostedZonesByName({ DNSName }, aws.callOptions);
  const found = HostedZones.find(
    (zone) => zone.Name === DNSName && zone.Config?.PrivateZone !== true,
  );
  if (!found) return null;
  const id = (found.Id ?? "").replace("/hostedzone/", "");
  const { DelegationSet } = await route53.getHostedZone({ Id: id }, aws.callOptions);
  return { id, name, nameServers: DelegationSet?.NameServers ?? [] };
}

/** The public zone of a name; one that no `up` has recorded yet is looked up. Null if there is none. */
export async function zoneOf(
  aws: Aws,
  inventory: Inventory,
  name: string,
): Promise<Pick<ZoneView, "id"> | null> {
  const known = publicZoneOf(inventory, name);
  if (known !== inventory.hostedZone || isWithin(name, known.name)) return known;
  for (const candidate of possibleZones(name)) {
    const found = await hostedZone(aws, candidate);
    if (found) return found;
  }
  return null;
}

/** The A or CNAME record of a name, or the AAAA record; null if the zone has none. */
export async function addressRecord(
  aws: Aws,
  zoneId: string,
  name: string,
  type: AddressType = "A",
): Promise<RecordView | null> {
  const StartRecordName = `${name}.`;
  const { ResourceRecordSets = [] } = await (
    await aws.route53()
  ).listResourceRecordSets(
    { HostedZoneId: zoneId, StartRecordName, StartRecordType: type, MaxItems: 1 },
    aws.callOptions,
  );
  const [found] = ResourceRecordSets;
  // The list starts at the name; if that has no record, it starts with the next one.
  const types = type === "A" ? ["A", "CNAME"] : [type];
  const isAddress = found?.Type !== undefined && types.includes(found.Type);
  return found?.Name === StartRecordName && isAddress ? toView(found) : null;
}

/** All records of a name: the list starts there, and ends with another name. */
export async function recordsOf(aws: Aws, zoneId: string, name: string): Promise<ListedRecord[]> {
  const StartRecordName = `${name}.`;
  const { ResourceRecordSets = [] } = await (
    await aws.route53()
  ).listResourceRecordSets({ HostedZoneId: zoneId, StartRecordName }, aws.callOptions);
  return ResourceRecordSets.filter((record) => record.Name === StartRecordName).map((record) =>
    toListed(name, record),
  );
}

/** Parameters of a routing policy, of which a name with a single answer has none. */
const routing = [
  "Weight",
  "Region",
  "GeoLocation",
  "GeoProximityLocation",
  "CidrRoutingConfig",
  "Failover",
  "MultiValueAnswer",
] as const;

function toListed(name: string, record: ResourceRecordSet): ListedRecord {
  const { Type = "", AliasTarget: alias, TTL, ResourceRecords = [], HealthCheckId } = record;
  const policy = routing.find((key) => record[key] !== undefined);
  return {
    ...{ name, type: Type, alias: alias?.DNSName ?? null },
    ...(alias?.HostedZoneId !== undefined && {
      aliasZoneId: alias.HostedZoneId,
      evaluateTargetHealth: alias.EvaluateTargetHealth ?? false,
    }),
    ...(TTL !== undefined && { ttlSeconds: TTL }),
    ...(policy && { routing: policy }),
    ...(HealthCheckId !== undefined && { healthCheckId: HealthCheckId }),
    values: ResourceRecords.flatMap(({ Value }) => Value ?? []),
  };
}

function toView({ AliasTarget, TTL, ResourceRecords = [] }: ResourceRecordSet): RecordView {
  return {
    alias: AliasTarget?.DNSName ?? null,
    ttlSeconds: TTL ?? null,
    values: ResourceRecords.flatMap(({ Value }) => Value ?? []),
  };
}
