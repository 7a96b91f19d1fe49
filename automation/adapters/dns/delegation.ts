import { lookup, resolveNs } from "node:dns/promises";
import { refused } from "../../world/errors";
import { type NameServer, query } from "./query";

/** The parts of DNS that use the network; the defaults are the system's resolver and real queries. */
export interface ParentDns {
  /** Name servers of a zone; rejects if there is no such zone. */
  serversOf(zone: string): Promise<string[]>;
  /** How to query a server. */
  locate(server: string): Promise<NameServer>;
}

const systemParentDns: ParentDns = {
  serversOf: resolveNs,
  locate: async (name) => ({ name, host: (await lookup(name, { family: 4 })).address, port: 53 }),
};

/**
 * Name servers to which the parent zone delegates a zone; empty if it does not. Asks the parent's own servers,
 * since a resolver would hide a delegation that leads nowhere.
 */
export async function delegatedServers(
  zone: string,
  dns: ParentDns = systemParentDns,
): Promise<string[]> {
  const failures: string[] = [];
  for (const server of await parentServers(zone, dns)) {
    try {
      const {
        rcode,
        answers = [],
        authorities = [],
      } = await query(await dns.locate(server), "NS", zone);
      if (rcode === "NXDOMAIN") return [];
      if (rcode !== "NOERROR") throw new Error(`it answered ${rcode}`);
      // A referral lists them as authorities; a server of both zones lists them as answers.
      return [...answers, ...authorities].flatMap((record) =>
        record.type === "NS" && record.name.toLowerCase() === zone ? [record.data] : [],
      );
    } catch (error) {
      failures.push(`${server}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw refused(
    `no server of the parent zone answered where ${zone} is delegated to`,
    "check that DNS (UDP and TCP port 53) is not blocked from here",
    failures,
  );
}

/** Name servers of the nearest parent zone, such as `example.com` or `com`. */
async function parentServers(zone: string, dns: ParentDns): Promise<string[]> {
  const labels = zone.split(".");
  for (let first = 1; first < labels.length; first++) {
    const servers = await dns.serversOf(labels.slice(first).join(".")).catch(() => []);
    if (servers.length > 0) return servers;
  }
  return [];
}
