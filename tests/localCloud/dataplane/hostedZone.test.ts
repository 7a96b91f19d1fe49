import { createSocket } from "node:dgram";
import { expect } from "chai";
import { decode, encode, TRUNCATED_RESPONSE } from "dns-packet";
import { askServers } from "../../../automation/adapters/dns/authoritative";
import { HostedZone, inSyncWithin } from "../../../localCloud/dataplane/hostedZone";
import { Random } from "../../../localCloud/random";

const edges: Record<string, string[]> = {
  "blue.elb.rehearsal.test": ["127.77.1.1", "127.77.1.2"],
  "green.elb.rehearsal.test": ["127.77.2.1", "127.77.2.2"],
};
const alias = (aliasOf: string) => ({
  name: "users.rehearsal.test",
  type: "A",
  ttl: 60,
  values: [],
  aliasOf,
});

describe("a hosted zone of the local cloud", () => {
  let zone: HostedZone;

  beforeEach(async () => {
    const options = {
      zone: "rehearsal.test",
      servers: [1, 2, 3, 4].map((number) => `ns-${number}.rehearsal.test`),
      ttl: 5,
      propagationSeconds: 0.3,
      addressesOf: (name: string) => edges[name],
    };
    zone = new HostedZone(options, new Random(7));
    await zone.open();
  });
  afterEach(() => zone.close());

  /** Each server's answer, as `<first address>/<TTL>`. */
  async function ask(name: string): Promise<string[]> {
    const answers = await askServers(zone.servers, name);
    return answers.map(({ addresses, ttlSeconds }) => `${addresses[0]}/${ttlSeconds}`);
  }

  it("answers an alias with the load balancer's addresses and the cloud's TTL", async () => {
    await zone.create(alias("blue.elb.rehearsal.test"), false).inSync;
    const answers = await askServers(zone.servers, "USERS.rehearsal.test");
    expect(answers).to.deep.equal(
      [1, 2, 3, 4].map((number) => ({
        server: `ns-${number}.rehearsal.test`,
        addresses: ["127.77.1.1", "127.77.1.2"],
        ttlSeconds: 5,
        error: null,
      })),
    );
  });

  it("answers for a load balancer's own name", async () => {
    expect(await ask("green.elb.rehearsal.test")).to.deep.equal(Array(4).fill("127.77.2.1/5"));
  });

  it("propagates a change to the servers one by one, then reports it in sync", async () => {
    await zone.create(alias("blue.elb.rehearsal.test"), false).inSync;
    const change = zone.upsert(alias("green.elb.rehearsal.test"));
    const seen = new Set<number>();
    while (change.status === "PENDING") {
      const answers = await ask("users.rehearsal.test");
      seen.add(answers.filter((answer) => answer === "127.77.2.1/5").length);
    }
    expect(await ask("users.rehearsal.test")).to.deep.equal(Array(4).fill("127.77.2.1/5"));
    expect([...seen].some((servers) => servers > 0 && servers < 4)).to.equal(true);
  });

  it("is never in sync while one server gets no changes, and catches up afterwards", async () => {
    zone.holdLastServer(true);
    const change = zone.create(alias("blue.elb.rehearsal.test"), false);
    expect(await inSyncWithin(change, 600)).to.equal(false);
    expect(await ask("users.rehearsal.test")).to.deep.equal([
      ...Array<string>(3).fill("127.77.1.1/5"),
      "undefined/null",
    ]);
    zone.holdLastServer(false);
    expect(await inSyncWithin(change, 600)).to.equal(true);
  });

  it("reports a change in sync that one server never gets, if told to", async () => {
    await zone.create(alias("blue.elb.rehearsal.test"), false).inSync;
    zone.holdLastServer(true, true);
    const change = zone.upsert(alias("green.elb.rehearsal.test"));
    expect(await inSyncWithin(change, 600)).to.equal(true);
    expect(await ask("users.rehearsal.test")).to.deep.equal([
      ...Array<string>(3).fill("127.77.2.1/5"),
      "127.77.1.1/5",
    ]);
    zone.holdLastServer(false);
    expect(await ask("users.rehearsal.test")).to.include("127.77.2.1/5");
  });

  it("refuses to create a record that exists, unless told to overwrite it", async () => {
    const record = alias("blue.elb.rehearsal.test");
    await zone.create(record, false).inSync;
    expect(() => zone.create(record, false)).to.throw(
      "InvalidChangeBatch: [Tried to create resource record set [name='users.rehearsal.test.', " +
        "type='A'] but it already exists]",
    );
    await zone.create(record, true).inSync;
    await zone.delete(record.name, record.type).inSync;
    await zone.create(record, false).inSync;
  });

  it("truncates an answer too long for UDP, and returns all of it over TCP", async () => {
    const values = Array.from({ length: 60 }, (_, index) => `10.0.0.${index}`);
    const record = { name: "many.rehearsal.test", type: "A", ttl: 1, values, aliasOf: null };
    await zone.create(record, false).inSync;
    const response = await overUdp(zone.servers[0]?.port ?? 0, "many.rehearsal.test");
    expect((response.flags ?? 0) & TRUNCATED_RESPONSE).to.equal(TRUNCATED_RESPONSE);
    expect(response.answers).to.deep.equal([]);
    const [answer] = await askServers(zone.servers, "many.rehearsal.test");
    expect(answer?.addresses).to.have.length(60);
  });

  it("distinguishes a name that does not exist from one without addresses", async () => {
    const text = { name: "text.rehearsal.test", type: "TXT", ttl: 1, values: ["x"], aliasOf: null };
    await zone.create(text, false).inSync;
    const port = zone.servers[0]?.port ?? 0;
    const rcodes = [];
    for (const name of ["text.rehearsal.test", "none.rehearsal.test", "example.com"]) {
      const { rcode, authorities } = await overUdp(port, name);
      rcodes.push([rcode, authorities?.map(({ type }) => type)]);
    }
    expect(rcodes).to.deep.equal([
      ["NOERROR", ["SOA"]],
      ["NXDOMAIN", ["SOA"]],
      ["REFUSED", []],
    ]);
  });

  it("refuses a record beside a CNAME, a CNAME beside a record or at the apex, and a second one", () => {
    const record = (name: string, type: string) => ({
      ...{ name, type, ttl: 60, aliasOf: null },
      values: [type === "CNAME" ? "old.example.com" : "192.0.2.1"],
    });
    void zone.create(record("www.rehearsal.test", "CNAME"), false);
    void zone.create(record("api.rehearsal.test", "A"), false);
    expect(() => zone.create(record("www.rehearsal.test", "A"), true)).to.throw(
      "RRSet of type A with DNS name www.rehearsal.test. is not permitted because a conflicting " +
        "RRSet of type CNAME with the same DNS name already exists in zone rehearsal.test.",
    );
    expect(() => zone.upsert(record("api.rehearsal.test", "CNAME"))).to.throw(
      "RRSet of type CNAME with DNS name api.rehearsal.test. is not permitted because a conflicting " +
        "RRSet of type A",
    );
    expect(() => zone.create(record("rehearsal.test", "CNAME"), false)).to.throw(
      "not permitted at apex",
    );
    expect(() => zone.create(record("api.rehearsal.test", "A"), false)).to.throw(
      "but it already exists",
    );
    expect(zone.records.size).to.equal(2);
  });
});

function overUdp(port: number, name: string) {
  const socket = createSocket("udp4");
  return new Promise<ReturnType<typeof decode> & { rcode?: string }>((resolve) => {
    socket.once("message", (message) => {
      socket.close();
      resolve(decode(message));
    });
    socket.send(
      encode({ type: "query", id: 1, questions: [{ type: "A", name }] }),
      port,
      "127.0.0.1",
    );
  });
}
