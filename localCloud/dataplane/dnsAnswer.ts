import type { Answer, Question } from "dns-packet";
import type { AddressType } from "../../automation/world/ports";

/** What Route 53 holds under one name and type; an alias has neither values nor a TTL of its own. */
export interface RecordSet {
  /** In lower case, without the final dot. */
  name: string;
  type: string;
  /** Seconds. */
  ttl: number;
  values: string[];
  /** DNS name of a load balancer, whose addresses are the answer. */
  aliasOf: string | null;
}

export type RecordSets = ReadonlyMap<string, RecordSet>;

export interface ZoneView {
  zone: string;
  records: RecordSets;
  /** TTL in seconds of an alias answer, and of a load balancer's own name. */
  aliasTtlSeconds: number;
  /** Addresses of the load balancer with this DNS name, 8 of them at most; undefined if there is none of the name. */
  addressesOf(dnsName: string, type: AddressType): string[] | undefined;
}

export interface DnsAnswer {
  rcode: "NOERROR" | "NXDOMAIN" | "REFUSED";
  answers: Answer[];
  authorities: Answer[];
}

export function recordKey(name: string, type: string): string {
  return `${canonicalName(name)} ${type}`;
}

export function canonicalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** What an authoritative server answers: aliases are resolved at query time. */
export function answerQuestion(view: ZoneView, question: Question): DnsAnswer {
  const name = canonicalName(question.name);
  if (name !== view.zone && !name.endsWith(`.${view.zone}`)) {
    return { rcode: "REFUSED", answers: [], authorities: [] };
  }
  const answers = lookUp(view, name, question);
  if (answers.length > 0) return { rcode: "NOERROR", answers, authorities: [] };
  const rcode = exists(view, name) ? "NOERROR" : "NXDOMAIN";
  return { rcode, answers, authorities: [startOfAuthority(view)] };
}

function lookUp(view: ZoneView, name: string, question: Question): Answer[] {
  const { type } = question;
  const balancer = isAddressType(type) ? view.addressesOf(name, type) : undefined;
  if (balancer && isAddressType(type)) {
    return toAddresses(type, question.name, balancer, view.aliasTtlSeconds);
  }
  if (question.type === "SOA" && name === view.zone) return [startOfAuthority(view)];
  const record =
    view.records.get(recordKey(name, question.type)) ?? view.records.get(recordKey(name, "CNAME"));
  if (!record) return [];
  if (record.aliasOf !== null && isAddressType(record.type)) {
    const addresses = view.addressesOf(record.aliasOf, record.type) ?? [];
    return toAddresses(record.type, question.name, addresses, view.aliasTtlSeconds);
  }
  return record.values.map((data) => toAnswer(question.name, record, data));
}

function isAddressType(type: string | undefined): type is AddressType {
  return type === "A" || type === "AAAA";
}

function toAddresses(type: AddressType, name: string, addresses: string[], ttl: number): Answer[] {
  return addresses.map((data) => ({ type, name, ttl, data }));
}

function toAnswer(name: string, { type, ttl }: RecordSet, data: string): Answer {
  switch (type) {
    case "A":
    case "AAAA":
    case "CNAME":
      return { type, name, ttl, data };
    case "TXT":
      return { type, name, ttl, data: data.replace(/^"|"$/g, "") };
    default:
      throw new Error(`the local cloud does not model records of type ${type}`);
  }
}

function exists(view: ZoneView, name: string): boolean {
  if (name === view.zone || view.addressesOf(name, "A")) return true;
  return [...view.records.values()].some(
    (record) => record.name === name || record.name.endsWith(`.${name}`),
  );
}

function startOfAuthority({ zone, aliasTtlSeconds }: ZoneView): Answer {
  const data = {
    mname: `ns-1.${zone}`,
    rname: `hostmaster.${zone}`,
    serial: 1,
    refresh: 7200,
    retry: 900,
    expire: 1209600,
    // TTL of the answer "no such name".
    minimum: aliasTtlSeconds,
  };
  return { type: "SOA", name: zone, ttl: aliasTtlSeconds, data };
}
