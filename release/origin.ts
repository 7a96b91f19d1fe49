import type { ListedRecord } from "./foreignRecords";
import {
  type CurrentRelease,
  type OriginRecord,
  type RecordContent,
  type ReleaseState,
  serviceState,
  type ServiceState,
} from "./state";

/** TTL in seconds of the program's own records: an alias of a load balancer has no other, a CNAME gets the same. */
export const ownTtlSeconds = 60;

/** What a name led to before it was adopted, whichever service has it; undefined: it was not, or that is finished. */
export function originOf(
  { services }: Pick<ReleaseState, "services">,
  name: string,
): OriginRecord | undefined {
  return Object.values(services).flatMap(({ origin }) => origin?.[name] ?? [])[0];
}

/** Where the values of a record lead, as one text, in which a DNS name looks like that of an alias. */
export function targetOf(values: readonly string[]): string {
  return [...values].sort().join(", ");
}

/** The same of an origin: the DNS name of an alias or CNAME, or the addresses. */
export function originTarget({ alias, values = [] }: RecordContent): string {
  return alias?.name ?? targetOf(values);
}

/** Whether two texts of `targetOf` mean the same: DNS names in either case, with or without a final dot. */
export function isSameTarget(one: string, other: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/\.$/, "");
  return plain(one) === plain(other);
}

/**
 * What the listed records of a name say that an origin keeps; undefined: none leads clients by IPv4, or one of them has
 * a routing policy or a health check.
 */
export function originRecordOf(listed: readonly ListedRecord[]): OriginRecord | undefined {
  const first = listed.find(({ type }) => type === "A" || type === "CNAME");
  const six = listed.find(({ type }) => type === "AAAA");
  const isSimple = (one: ListedRecord) =>
    one.routing === undefined && one.healthCheckId === undefined;
  if (!first || ![first, ...(six ? [six] : [])].every(isSimple)) return undefined;
  const type = first.type === "CNAME" ? "CNAME" : "A";
  return { type, ...contentOf(first), ...(six && { ipv6: contentOf(six) }) };
}

function contentOf(record: ListedRecord): RecordContent {
  const { alias, aliasZoneId, evaluateTargetHealth = false, ttlSeconds, values } = record;
  if (alias === null) return { ttlSeconds: ttlSeconds ?? 0, values: [...values] };
  return { alias: { name: alias, zoneId: aliasZoneId ?? "", evaluateTargetHealth } };
}

/** What an origin had in a record of that type; undefined: it had none. */
export function originContent(
  origin: OriginRecord | undefined,
  type: "A" | "AAAA",
): RecordContent | undefined {
  return type === "AAAA" ? origin?.ipv6 : origin;
}

/** Whether both are the same record. Route 53 keeps the order of values, which means nothing. */
export function sameOrigin(one: OriginRecord, other: OriginRecord): boolean {
  return one.type === other.type && sameContent(one, other) && sameContent(one.ipv6, other.ipv6);
}

function sameContent(one: RecordContent | undefined, other: RecordContent | undefined): boolean {
  if (!one || !other) return one === other;
  return (
    one.ttlSeconds === other.ttlSeconds &&
    one.alias?.zoneId === other.alias?.zoneId &&
    one.alias?.evaluateTargetHealth === other.alias?.evaluateTargetHealth &&
    isSameTarget(originTarget(one), originTarget(other))
  );
}

/** Such as `A 192.0.2.7, TTL 300 s`; an AAAA record follows after `and`. */
export function describeOrigin({ ipv6, ...origin }: OriginRecord): string {
  const first = describeContent(origin.type, origin);
  return ipv6 ? `${first} and ${describeContent("AAAA", ipv6)}` : first;
}

function describeContent(type: string, content: RecordContent): string {
  const target = originTarget(content).replace(/\.$/, "");
  if (content.alias) return `${type} alias of ${target}`;
  return `${type} ${target}, TTL ${content.ttlSeconds} s`;
}

/** TTL of the program's own answers, which clients leave on the way back; some servers may have had the origin's. */
export function leftTtlSeconds(liveSeconds: number): number {
  return liveSeconds > 0 ? Math.min(liveSeconds, ownTtlSeconds) : ownTtlSeconds;
}

/** TTLs of the origins that serve now. */
export function originTtls(state: ReleaseState, { services }: CurrentRelease): number[] {
  return Object.keys(services)
    .map((name) => serviceState(state, name))
    .filter(({ activeColor }) => activeColor === null)
    .map(originTtlSeconds);
}

/** What clients leave then is the program's own record alone: who still has an answer of the origin stays there. */
export function returnsToOrigin(returned: ReleaseState, { services }: CurrentRelease): boolean {
  return Object.keys(services).every((name) => {
    const { activeColor, origin } = serviceState(returned, name);
    return activeColor === null && origin !== undefined;
  });
}

/** How long clients may keep an answer of the origin, in seconds, as far as its record says. */
export function originTtlSeconds({ origin = {} }: Pick<ServiceState, "origin">): number {
  const ttls = Object.values(origin)
    .flatMap((one) => [one, ...(one.ipv6 ? [one.ipv6] : [])])
    .map(({ ttlSeconds }) => ttlSeconds ?? ownTtlSeconds);
  return Math.max(0, ...ttls);
}

/** The state with what names of a service lead to now. Their records stay as they are. */
export function adoptNames(
  state: ReleaseState,
  service: string,
  records: Readonly<Record<string, OriginRecord>>,
): ReleaseState {
  const { cnames: known = [], ...rest } = serviceState(state, service);
  const origin = { ...rest.origin, ...records };
  const others = known.filter((name) => !origin[name]);
  const cnames = Object.keys(origin).filter((name) => origin[name]!.type === "CNAME");
  const all = [...others, ...cnames].sort();
  return withService(state, service, { ...rest, origin, ...(all.length > 0 && { cnames: all }) });
}

/** Forgets the origin; names that are CNAMEs stay that. */
export function finishAdoption(state: ReleaseState, service: string): ReleaseState {
  const { origin: _, ...rest } = serviceState(state, service);
  return withService(state, service, rest);
}

function withService(state: ReleaseState, name: string, service: ServiceState): ReleaseState {
  return { ...state, services: { ...state.services, [name]: service } };
}
