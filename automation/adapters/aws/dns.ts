import { lookup, resolveNs } from "node:dns/promises";
import type { AddressType, AuthoritativeAnswer } from "../../world/ports";
import { askServers, type NameServer } from "../dns/authoritative";
import { collectAddresses } from "../dns/loadBalancer";

/** The parts of DNS that use the network; the defaults are the system's resolver and real queries. */
export interface DnsAccess {
  /** IPv4 addresses of a host by default. */
  addressesOf(host: string, type?: AddressType): Promise<string[]>;
  /** Names of a zone's authoritative servers; rejects if there is no such zone. */
  serversOf(zone: string): Promise<string[]>;
  ask(servers: NameServer[], name: string, type?: AddressType): Promise<AuthoritativeAnswer[]>;
}

export const systemDns: DnsAccess = {
  addressesOf: async (host, type = "A") => {
    const family = type === "A" ? 4 : 6;
    return (await lookup(host, { all: true, family })).map(({ address }) => address);
  },
  serversOf: resolveNs,
  ask: (servers, name, type) => askServers(servers, name, undefined, type),
};

const dnsPort = 53;

/**
 * Asks every server of the zone, at each of its addresses, for the addresses of `name`, IPv4 by default. A server that
 * can't be found is an answer with `error`, since what it would say is unknown.
 */
export async function askNameServers(
  dns: DnsAccess,
  nameServers: string[],
  name: string,
  type?: AddressType,
): Promise<AuthoritativeAnswer[]> {
  const answers = await Promise.all(
    nameServers.map(async (server) => {
      const located = await locate(dns, withoutRoot(server));
      return "error" in located ? [located] : dns.ask(located.servers, name, type);
    }),
  );
  return answers.flat();
}

/** Each address counts as a server of its own: one may lag behind the others. */
async function locate(
  dns: DnsAccess,
  server: string,
): Promise<{ servers: NameServer[] } | AuthoritativeAnswer> {
  try {
    const hosts = await dns.addressesOf(server);
    if (hosts.length === 0) return silent(server, "it has no IPv4 address");
    return {
      servers: hosts.map((host) => ({
        name: hosts.length === 1 ? server : `${server} (${host})`,
        host,
        port: dnsPort,
      })),
    };
  } catch (thrown) {
    return silent(server, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function silent(server: string, why: string): AuthoritativeAnswer {
  const error = `the server's own address could not be resolved: ${why}`;
  return { server, addresses: [], ttlSeconds: null, error };
}

/**
 * Addresses of a load balancer, from the authoritative servers of its name: a cache may be a TTL behind. If no
 * such server answers, the system's resolver is used. Of one that was deleted by hand they know none.
 */
export async function loadBalancerAddresses(
  dns: DnsAccess,
  dnsName: string,
  type: AddressType = "A",
): Promise<string[]> {
  const host = withoutRoot(dnsName);
  const servers = await zoneServers(dns, host);
  let isAnswered = false;
  const addresses = await collectAddresses(async () => {
    const answers = await askNameServers(dns, servers, host, type);
    isAnswered ||= answers.some(({ error }) => error === null);
    return answers;
  });
  if (isAnswered) return addresses;
  return collectAddresses(async () => [{ addresses: await dns.addressesOf(host, type) }]);
}

/** Servers of the nearest parent zone, such as `eu-central-1.elb.amazonaws.com`. */
async function zoneServers(dns: DnsAccess, host: string): Promise<string[]> {
  const labels = host.split(".");
  for (let first = 1; first < labels.length - 1; first++) {
    const servers = await dns.serversOf(labels.slice(first).join(".")).catch(() => []);
    if (servers.length > 0) return servers;
  }
  return [];
}

function withoutRoot(name: string): string {
  return name.replace(/\.$/, "");
}
