import { z } from "zod";
import type { Cloud } from "../cloud";
import type { RecordSet } from "../dataplane/dnsAnswer";
import { canonicalName } from "../dataplane/dnsAnswer";
import { type Change, type HostedZone, inSyncWithin } from "../dataplane/hostedZone";
import { CloudError } from "../errors";
import { requireById, vpcType } from "./vpcs";
import { loadBalancerType } from "./loadBalancer";
import { defineType } from "./resourceType";
import { flag, tags, wholeNumber } from "./schemas";

const properties = {
  zoneId: z.string(),
  name: z.string().min(1).max(255),
  type: z.enum(["A", "AAAA", "CNAME", "HTTPS", "TXT"]),
  /** Seconds. */
  ttl: wholeNumber(0, 2_147_483_647).optional(),
  records: z.array(z.string()).min(1).optional(),
  aliases: z
    .array(
      z.strictObject({ name: z.string(), zoneId: z.string(), evaluateTargetHealth: z.boolean() }),
    )
    .length(1)
    .optional(),
  allowOverwrite: flag(false),
};
type Inputs = z.output<z.ZodObject<typeof properties>>;

const record = defineType({
  token: "aws:route53/record:Record",
  properties,
  replaceOn: ["zoneId", "name", "type"],
  problems(inputs) {
    return "records" in inputs || "aliases" in inputs ? exclusive(inputs) : [];
  },
  async create(cloud, inputs) {
    const set = recordSet(cloud, inputs);
    await inSync(cloud, requireZone(cloud, inputs.zoneId).create(set, inputs.allowOverwrite));
    return { id: `${inputs.zoneId}_${set.name}_${set.type}`, outputs: { fqdn: set.name } };
  },
  async update(cloud, resource, inputs) {
    const set = recordSet(cloud, inputs);
    const change = requireZone(cloud, inputs.zoneId).upsert(set);
    // Route 53 lists the new record from here on, even if the provider stops waiting for it.
    Object.assign(resource, { inputs });
    await inSync(cloud, change);
    return { fqdn: set.name };
  },
  async delete(cloud, { inputs }) {
    const zone = requireZone(cloud, inputs.zoneId);
    await inSync(cloud, zone.delete(fullName(zone, inputs.name), inputs.type));
  },
});

/** A private zone: Route 53 answers for it only inside the VPC. */
const zone = defineType({
  token: "aws:route53/zone:Zone",
  properties: {
    name: z.string().min(1).max(255),
    comment: z.string().max(256).default("Managed by Pulumi"),
    vpcs: z.array(z.strictObject({ vpcId: z.string() })).min(1, "only private zones are modelled"),
    forceDestroy: flag(false),
    tags,
  },
  replaceOn: ["name"],
  async create(cloud, { name, vpcs }) {
    for (const { vpcId } of vpcs) requireById(cloud, vpcType, vpcId, "InvalidVPCId");
    const zoneName = canonicalName(name);
    const created = cloud.newZone(
      zoneName,
      ["a", "b"].map((zone) => `resolver-${zone}.${name}`),
    );
    await created.open();
    cloud.privateZones.set(created.id, created);
    return { id: created.id, outputs: { zoneId: created.id, nameServers: [] } };
  },
  delete(cloud, { id }) {
    const zone = cloud.privateZones.get(id);
    if (zone && zone.records.size > 0) {
      throw new CloudError(
        "HostedZoneNotEmpty",
        "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
      );
    }
    zone?.close();
    cloud.privateZones.delete(id);
  },
});

export const route53Types = [record, zone];

function exclusive({ ttl, records, aliases, type }: Partial<Inputs>): string[] {
  if (records && aliases) return ["`records` and `aliases` exclude each other"];
  if (aliases && ttl !== undefined) {
    return ["an alias has the TTL of its target: `aliases` and `ttl` exclude each other"];
  }
  if (records && ttl === undefined) return ["`records` needs `ttl`"];
  return type === "CNAME" && (records?.length ?? 1) > 1 ? ["a CNAME has one value"] : [];
}

function recordSet(cloud: Cloud, { zoneId, name, type, ttl, records, aliases }: Inputs): RecordSet {
  const aliasOf = aliases?.[0] ? aliasTarget(cloud, aliases[0]) : null;
  const fqdn = fullName(requireZone(cloud, zoneId), name);
  return { name: fqdn, type, ttl: ttl ?? cloud.options.ttl, values: records ?? [], aliasOf };
}

/** A name outside the zone is taken to be relative to it, as in the provider. */
function fullName(zone: HostedZone, name: string): string {
  const canonical = canonicalName(name);
  const inZone = canonical === zone.name || canonical.endsWith(`.${zone.name}`);
  return inZone ? canonical : `${canonical}.${zone.name}`;
}

function requireZone(cloud: Cloud, zoneId: string): HostedZone {
  const zone = cloud.zones().find(({ id }) => id === zoneId);
  if (zone) return zone;
  throw new CloudError("NoSuchHostedZone", `No hosted zone found with ID: ${zoneId}`);
}

function aliasTarget(cloud: Cloud, alias: { name: string; zoneId: string }): string {
  const name = canonicalName(alias.name).replace(/^dualstack\./, "");
  const target = cloud.resources
    .all(loadBalancerType)
    .find(({ outputs }) => canonicalName(String(outputs.dnsName)) === name);
  if (target?.outputs.zoneId === alias.zoneId) return name;
  throw new CloudError(
    "InvalidChangeBatch",
    `[Tried to create an alias that targets ${alias.name}., but the alias target name does not ` +
      "lie within the target zone]",
  );
}

async function inSync(cloud: Cloud, change: Change): Promise<void> {
  const { recordSyncSeconds } = cloud.options;
  if (await inSyncWithin(change, cloud.timing.ms(recordSyncSeconds))) return;
  throw new CloudError(
    "Timeout",
    `waiting for Route 53 change ${change.id}: timeout while waiting for state to become ` +
      `'INSYNC' (last state: 'PENDING', timeout: ${recordSyncSeconds / 60}m0s)`,
  );
}
