import { type Answer, AUTHORITATIVE_ANSWER, type StringAnswer } from "dns-packet";
import type { AddressType, AuthoritativeAnswer } from "../../world/ports";
import { type DnsResponse, isSameName, type NameServer, query } from "./query";

export type { NameServer };

const attempts = 3;
const longestKeptSeconds = 7 * 24 * 3600;

/** Asks each server for the A or AAAA records of `name`; a server that does not answer is an `error`, never a throw. */
export function askServers(
  servers: NameServer[],
  name: string,
  timeoutMs?: number,
  type: AddressType = "A",
): Promise<AuthoritativeAnswer[]> {
  return Promise.all(servers.map((server) => askServer(server, type, name, timeoutMs)));
}

/** The same for several types of records. */
export async function askServersFor(
  types: readonly AddressType[],
  servers: NameServer[],
  name: string,
): Promise<AuthoritativeAnswer[]> {
  const answers = types.map((type) => askServers(servers, name, undefined, type));
  return (await Promise.all(answers)).flat();
}

function titleOf({ name }: NameServer, type: AddressType): string {
  return type === "A" ? name : `${name} (${type})`;
}

/** Where a network sends all DNS to its own resolver. What that has kept may be old, and its TTL has been counted down. */
const cached = "not its own answer: a resolver on the network answered in its place";

async function askServer(
  server: NameServer,
  type: AddressType,
  name: string,
  timeoutMs?: number,
): Promise<AuthoritativeAnswer> {
  const nothing = { server: titleOf(server, type), addresses: [], ttlSeconds: null };
  let error = "";
  let heard: { heard?: true } = {};
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      const packet = await query(server, type, name, timeoutMs);
      const isAnswer = packet.rcode === "NXDOMAIN" || packet.rcode === "NOERROR";
      const isOwn = ((packet.flags ?? 0) & AUTHORITATIVE_ANSWER) !== 0;
      if (isAnswer && isOwn) return toAnswer(server, type, name, packet);
      if (isAnswer) throw new Error(cached);
      error = `answered ${packet.rcode}`;
      heard = { heard: true };
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
  }
  return { ...nothing, error, ...heard };
}

function toAnswer(
  server: NameServer,
  wanted: AddressType,
  name: string,
  packet: DnsResponse,
): AuthoritativeAnswer {
  const records = recordsOf(wanted, name, packet.answers ?? []);
  const addresses = records.flatMap(({ type, data }) => (type === wanted ? [data] : []));
  const cname = records.find(({ type }) => type === "CNAME")?.data;
  return {
    server: titleOf(server, wanted),
    addresses: addresses.sort(),
    ...(cname !== undefined && { cname }),
    ttlSeconds: records.length > 0 ? Math.max(...records.map(keptSeconds)) : null,
    error: null,
  };
}

/** The records that answer for this name: its own, and those of its CNAME's target. */
function recordsOf(type: AddressType, name: string, answers: Answer[]): StringAnswer[] {
  let wanted = name;
  // In the order of the answer, each once, so that a CNAME loop terminates.
  return answers.flatMap((answer) => {
    if (answer.type !== type && answer.type !== "CNAME") return [];
    if (answer.class !== "IN") return [];
    if (!isSameName(answer.name, wanted)) return [];
    if (answer.type === "CNAME") wanted = answer.data;
    return [answer];
  });
}

/** How long clients cache it: a week at most, also if it exceeds 31 bits (RFC 8767, 4). */
function keptSeconds({ ttl = 0 }: StringAnswer): number {
  return Math.min(ttl, longestKeptSeconds);
}
