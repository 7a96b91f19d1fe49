import type { AuthoritativeAnswer } from "../../world/ports";
import { type DnsResponse, type NameServer, query } from "./query";

export type { NameServer };

const attempts = 3;

/** Asks each server for the A records of `name`; a server that does not answer is an `error`, never a throw. */
export function askServers(
  servers: NameServer[],
  name: string,
  timeoutMs?: number,
): Promise<AuthoritativeAnswer[]> {
  return Promise.all(servers.map((server) => askServer(server, name, timeoutMs)));
}

async function askServer(
  server: NameServer,
  name: string,
  timeoutMs?: number,
): Promise<AuthoritativeAnswer> {
  const nothing = { server: server.name, addresses: [], ttlSeconds: null };
  let error = "";
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      const packet = await query(server, "A", name, timeoutMs);
      if (packet.rcode === "NXDOMAIN" || packet.rcode === "NOERROR")
        return toAnswer(server, packet);
      error = `answered ${packet.rcode}`;
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
  }
  return { ...nothing, error };
}

function toAnswer(server: NameServer, packet: DnsResponse): AuthoritativeAnswer {
  const records = (packet.answers ?? []).flatMap((answer) => (answer.type === "A" ? [answer] : []));
  return {
    server: server.name,
    addresses: records.map(({ data }) => data).sort(),
    ttlSeconds: records.length > 0 ? Math.max(...records.map(({ ttl }) => ttl ?? 0)) : null,
    error: null,
  };
}
