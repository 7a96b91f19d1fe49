import { expect } from "chai";
import type { DnsAccess } from "../../../../automation/adapters/aws/dns";
import { createAwsObserver } from "../../../../automation/adapters/aws/observer";
import { inventory, region } from "./fixtures";

type Asked = [server: string, host: string, port: number, name: string];

/** Hosts, zones, and the answers of each server address; unknown ones fail as with a real resolver. */
function fakeDns(
  hosts: Record<string, string[]>,
  zones: Record<string, string[]> = {},
  answers: Record<string, string[]> = {},
) {
  const asked: Asked[] = [];
  const unknown = (what: string) =>
    Promise.reject(new Error(`getaddrinfo ENOTFOUND ${what}`, { cause: what }));
  const dns: DnsAccess = {
    addressesOf: (host) => (hosts[host] ? Promise.resolve(hosts[host]) : unknown(host)),
    serversOf: (zone) => (zones[zone] ? Promise.resolve(zones[zone]) : unknown(zone)),
    ask: (servers, name) => {
      asked.push(...servers.map((one): Asked => [one.name, one.host, one.port, name]));
      return Promise.resolve(
        servers.map(({ name: server, host }) => ({
          server,
          addresses: answers[host] ?? [],
          ttlSeconds: 60,
          error: null,
        })),
      );
    },
  };
  return { dns, asked };
}

const answer = (server: string, addresses: string[]) => ({
  server,
  addresses,
  ttlSeconds: 60,
  error: null,
});

describe("answers of the zone's name servers", () => {
  const resolve = (dns: DnsAccess) =>
    createAwsObserver({ region, dns }).resolve(inventory, "users.example.com");

  it("come from the servers of the zone that is recorded for the name, where that is another one", async () => {
    const { dns, asked } = fakeDns({ "ns-9.awsdns-00.net": ["198.51.100.9"] });
    const shop = "shop.example.org";
    const zone = { id: "Z9", name: "example.org", nameServers: ["ns-9.awsdns-00.net."] };
    const users = { ...inventory.services["users"]!, zones: { [shop]: zone } };
    await createAwsObserver({ region, dns }).resolve({ ...inventory, services: { users } }, shop);
    expect(asked).to.deep.equal([["ns-9.awsdns-00.net", "198.51.100.9", 53, shop]]);
  });

  it("come from each server, on port 53", async () => {
    const { dns, asked } = fakeDns(
      { "ns-1.awsdns-00.com": ["198.51.100.1"], "ns-2.awsdns-00.org": ["198.51.100.2"] },
      {},
      { "198.51.100.1": ["10.0.0.1"], "198.51.100.2": ["10.0.0.2"] },
    );
    expect(await resolve(dns)).to.deep.equal([
      answer("ns-1.awsdns-00.com", ["10.0.0.1"]),
      answer("ns-2.awsdns-00.org", ["10.0.0.2"]),
    ]);
    expect(asked).to.have.deep.members([
      ["ns-1.awsdns-00.com", "198.51.100.1", 53, "users.example.com"],
      ["ns-2.awsdns-00.org", "198.51.100.2", 53, "users.example.com"],
    ]);
  });

  it("come from each address of a server, since one may lag behind the other", async () => {
    const { dns } = fakeDns(
      {
        "ns-1.awsdns-00.com": ["198.51.100.1", "198.51.100.9"],
        "ns-2.awsdns-00.org": ["198.51.100.2"],
      },
      {},
      { "198.51.100.1": ["10.0.0.1"], "198.51.100.9": ["10.0.0.9"], "198.51.100.2": ["10.0.0.1"] },
    );
    expect(await resolve(dns)).to.deep.equal([
      answer("ns-1.awsdns-00.com (198.51.100.1)", ["10.0.0.1"]),
      answer("ns-1.awsdns-00.com (198.51.100.9)", ["10.0.0.9"]),
      answer("ns-2.awsdns-00.org", ["10.0.0.1"]),
    ]);
  });

  it("have an error for a server that can't be found, since silence is not agreement", async () => {
    const { dns } = fakeDns({ "ns-1.awsdns-00.com": [] });
    const silent = (server: string, why: string) => ({
      server,
      addresses: [],
      ttlSeconds: null,
      error: `the server's own address could not be resolved: ${why}`,
    });
    expect(await resolve(dns)).to.deep.equal([
      silent("ns-1.awsdns-00.com", "it has no IPv4 address"),
      silent("ns-2.awsdns-00.org", "getaddrinfo ENOTFOUND ns-2.awsdns-00.org"),
    ]);
  });
});

describe("addresses of a load balancer", () => {
  const host = inventory.edges.blue.dnsName;
  const edgeAddresses = (dns: DnsAccess) =>
    createAwsObserver({ region, dns }).edgeAddresses(inventory, "blue");
  const zone = { "eu-central-1.elb.amazonaws.com": ["ns-7.awsdns-01.com", "ns-8.awsdns-02.net"] };
  const servers = { "ns-7.awsdns-01.com": ["192.0.2.7"], "ns-8.awsdns-02.net": ["192.0.2.8"] };

  it("are all those that its own name servers return", async () => {
    const { dns, asked } = fakeDns(servers, zone, {
      "192.0.2.7": ["10.0.0.2", "10.0.0.1"],
      "192.0.2.8": ["10.0.0.3", "10.0.0.2"],
    });
    expect(await edgeAddresses(dns)).to.deep.equal(["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
    expect(asked.map(([, , , name]) => name)).to.deep.equal([host, host]);
  });

  it("are collected over several looks where there are more than one answer has", async () => {
    const { dns } = fakeDns(servers, zone);
    const nodes = Array.from({ length: 24 }, (_, node) => `10.0.0.${node + 10}`);
    let asked = 0;
    dns.ask = (given) =>
      Promise.resolve(
        given.map(({ name }) => {
          const first = (asked++ * 5) % 24;
          return answer(name, [...nodes, ...nodes].slice(first, first + 8));
        }),
      );
    expect(await edgeAddresses(dns)).to.deep.equal(nodes);
    // Three looks at two servers, and two that find nothing new.
    expect(asked).to.equal(10);
  });

  it("are the system resolver's if those servers are silent or can't be found", async () => {
    const system = { [host]: ["10.0.0.5", "10.0.0.4"] };
    const expected = ["10.0.0.4", "10.0.0.5"];
    const silent = fakeDns({ ...servers, ...system }, zone).dns;
    silent.ask = (given) =>
      Promise.resolve(given.map(({ name }) => ({ ...answer(name, []), error: "timed out" })));
    expect(await edgeAddresses(silent)).to.deep.equal(expected);
    expect(await edgeAddresses(fakeDns(system).dns)).to.deep.equal(expected);
  });

  it("are none of one that was deleted: its servers know it no more", async () => {
    const { dns } = fakeDns(servers, zone);
    expect(await edgeAddresses(dns)).to.deep.equal([]);
  });

  it("fail with an actionable message when the name leads nowhere", async () => {
    const { dns } = fakeDns({});
    dns.addressesOf = () =>
      Promise.reject(
        Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" }),
      );
    const error = await edgeAddresses(dns).catch((thrown: unknown) => thrown);
    expect(error).to.include({ name: "DeployError", code: "unreachable" });
    expect(error).to.have.property("found").that.includes(`getaddrinfo ENOTFOUND ${host}`);
  });
});
