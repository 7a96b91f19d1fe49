import * as aws from "@pulumi/aws";
import { isPrivate } from "../../config/isPrivate";
import { productionNames, testName } from "../../config/names";
import { recordedNames } from "../../config/recordedNames";
import type { Settings } from "../../config/schema";
import { describeForeign, foreignRecords, type ListedRecord } from "../../release/foreignRecords";
import { hasRecord } from "../../release/removedNames";
import { isSameTarget, originOf, originTarget, targetOf } from "../../release/origin";
import { involvement, recordPlace, testRecord } from "../../release/routing";
import { type OriginRecord, type ReleaseState, runningIn } from "../../release/state";
import { Refusal } from "../refusal";
import type { Deployed } from "./deployed";
import type { NameZones } from "./nameZones";

type Names = (service: string) => { production: string[]; test: string | undefined };

/**
 * Refuses an `up` that would create the first record of a name that already leads elsewhere. A
 * name that is recorded to have a record is the environment's own; of all others Route 53 is asked.
 *
 * @param withIpv6 whether public names have AAAA records: the first one of a name counts as well
 */
export async function refuseForeignNames(
  settings: Settings,
  wanted: ReleaseState,
  { release, services, zone }: Pick<Deployed, "release" | "services" | "zone">,
  nameZones: NameZones,
  withIpv6: boolean,
): Promise<void> {
  if (!zone) return;
  const had = recordNames(release, (service) => ({
    production: recordedNames(services[service] ?? {}),
    test: services[service]?.public === false ? undefined : services[service]?.testName,
  }));
  const hadIpv6 = Object.values(services).flatMap(({ ipv6 = [] }) => ipv6);
  const isFirst = (name: string, type: string) => {
    if (!had.includes(name)) return true;
    return type === "AAAA" && withIpv6 && !originOf(wanted, name) && !hadIpv6.includes(name);
  };
  const fresh = recordNames(wanted, (service) => ({
    production: settings.services[service] ? productionNames(settings, service) : [],
    test: isPrivate(settings.services[service]) ? undefined : testName(settings, service),
  })).filter((name) => isFirst(name, "AAAA"));
  const zoneIdOf = (name: string) => nameZones[name]?.id ?? zone.id;
  const problems: string[] = [];
  const changed: string[] = [];
  for (const zoneId of new Set(fresh.map(zoneIdOf))) {
    const names = fresh.filter((name) => zoneIdOf(name) === zoneId);
    const found = await recordsOf(zoneId, names);
    for (const name of names) {
      const origin = originOf(wanted, name);
      const foreign = foreignRecords(name, found, zone.loadBalancers).filter(({ type }) =>
        isFirst(name, type),
      );
      const others = foreign.filter((one) => !origin || !leadsTo(one, origin));
      const described = others.map((one) => describeForeign(name, one));
      if (!origin) problems.push(...described);
      else if (foreign.length === 0) changed.push(`${name} no longer has a record`);
      else changed.push(...described, ...withoutIpv6(name, foreign, origin));
    }
  }
  if (changed.length > 0) throw new Refusal({ ...sinceAdopted, problems: changed });
  if (problems.length > 0) throw new Refusal({ ...elsewhere, problems });
}

/** The TTL is not compared: the provider's function does not give it. */
function leadsTo({ type, alias, values }: ListedRecord, origin: OriginRecord): boolean {
  const content = type === "AAAA" ? origin.ipv6 : type === origin.type ? origin : undefined;
  return content !== undefined && isSameTarget(alias ?? targetOf(values), originTarget(content));
}

function withoutIpv6(name: string, found: readonly ListedRecord[], origin: OriginRecord): string[] {
  const isGone = origin.ipv6 && !found.some(({ type }) => type === "AAAA");
  return isGone ? [`${name} no longer has an AAAA record`] : [];
}

const sinceAdopted = {
  found: "the record of an adopted name has changed since it was read, and nothing is overwritten",
  next: "run the command again: it reads the record anew",
};

async function recordsOf(zoneId: string, names: readonly string[]): Promise<ListedRecord[]> {
  const pattern = names.map((name) => name.replaceAll(".", "\\.")).join("|");
  const nameRegex = `^(${pattern})\\.?$`;
  const { resourceRecordSets = [] } = await aws.route53.getRecords({ zoneId, nameRegex });
  return resourceRecordSets.map(({ name, type, aliasTarget, resourceRecords }) => ({
    ...{ name, type, alias: aliasTarget?.dnsName || null },
    values: (resourceRecords ?? []).map(({ value }) => value),
  }));
}

const elsewhere = {
  found: "names of this environment already lead elsewhere, and nothing is overwritten",
  next:
    "delete these records in Route 53 once nobody needs them, or choose other names (`hosts`), then " +
    "run the command again",
};

/** Public names that have a record in this state. Workers have none. */
function recordNames(release: ReleaseState | undefined, namesOf: Names): string[] {
  return Object.entries(release?.services ?? {}).flatMap(([service, state]) => {
    const { production, test } = namesOf(service);
    const part = involvement(release?.current ?? null, service);
    const isTested = part?.worker === undefined && testRecord(part, runningIn(state)) !== null;
    return [
      ...production.filter((name) => recordPlace(state, name) && hasRecord(state, name)),
      ...(isTested && test !== undefined ? [test] : []),
    ];
  });
}
