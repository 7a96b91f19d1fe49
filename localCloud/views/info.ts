import type { Cloud } from "../cloud";
import type { HostedZone } from "../dataplane/hostedZone";
import type { EdgeError } from "../dataplane/edge";
import type { ProviderPorts } from "../providers";

export interface NameServerView {
  name: string;
  host: string;
  port: number;
}

export interface CloudInfo {
  controlUrl: string;
  /** TTL of the answers for production names. */
  ttlSeconds: number;
  /** How long a minute of the metrics lasts. */
  minuteSeconds: number;
  zone: string;
  zoneId: string;
  account: string;
  region: string;
  nameServers: NameServerView[];
  /** The account's other public zones. */
  otherZones: { id: string; name: string; delegated: boolean; nameServers: NameServerView[] }[];
  /** Inside VPCs: only tasks query their servers. */
  privateZones: { id: string; name: string; nameServers: NameServerView[] }[];
  /** PEM file of the authority that signed the load balancers' certificates. */
  caFile: string;
  /** Ports of the provider servers, for `PULUMI_DEBUG_PROVIDERS`. */
  providers: ProviderPorts;
}

export interface LocalAddress {
  host: string;
  /** Endpoint for HTTPS. */
  port: number;
  /** Endpoint for plain HTTP; null if there is none. */
  httpPort: number | null;
}

export function info(cloud: Cloud): CloudInfo {
  const { controlUrl, providers } = cloud;
  const { ttl, minuteSeconds, region } = cloud.options;
  return {
    controlUrl,
    ttlSeconds: ttl,
    minuteSeconds,
    zone: cloud.zone.name,
    zoneId: cloud.zone.id,
    account: cloud.accountId,
    region,
    nameServers: serversOf(cloud.zone),
    otherZones: cloud.otherZones.map((zone) => {
      const { id, name, isDelegated: delegated } = zone;
      return { id, name, delegated, nameServers: serversOf(zone) };
    }),
    privateZones: [...cloud.privateZones.values()].map((zone) => {
      return { id: zone.id, name: zone.name, nameServers: serversOf(zone) };
    }),
    caFile: cloud.caFile,
    providers,
  };
}

function serversOf({ servers }: HostedZone): NameServerView[] {
  return servers.map(({ name, host, port }) => ({ name, host, port }));
}

/** Where to really connect for an address in a DNS answer. */
export function addresses(cloud: Cloud): Record<string, LocalAddress> {
  const found: Record<string, LocalAddress> = {};
  for (const edge of cloud.edges.values()) {
    const port = edge.localPort(443);
    if (port === undefined) continue;
    const httpPort = edge.localPort(80) ?? null;
    for (const address of edge.addresses) found[address] = { host: "127.0.0.1", port, httpPort };
    const ipv6Port = edge.localIpv6Port(443);
    if (ipv6Port === undefined) continue;
    const over6 = { host: "::1", port: ipv6Port, httpPort: edge.localIpv6Port(80) ?? null };
    for (const address of edge.ipv6Addresses) found[address] = over6;
  }
  for (const [address, { port }] of cloud.foreign) {
    found[address] = { host: "127.0.0.1", port, httpPort: null };
  }
  return found;
}

export interface EdgeView {
  arn: string;
  dnsName: string;
  addresses: string[];
  ipv6Addresses: string[];
  /** Newest first: answers that the load balancer generated itself. */
  errors: EdgeError[];
}

export function edges(cloud: Cloud): EdgeView[] {
  return [...cloud.edges.values()].map((edge) => ({
    arn: edge.arn,
    dnsName: edge.dnsName,
    addresses: edge.addresses,
    ipv6Addresses: edge.ipv6Addresses,
    errors: edge.errors,
  }));
}
