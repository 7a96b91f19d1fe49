import { createSocket, type Socket } from "node:dgram";
import { type Answer, decode, encode, type Packet } from "dns-packet";
import { expect } from "chai";
import { delegatedServers, type ParentDns } from "../../../../automation/adapters/dns/delegation";
import { DeployError } from "../../../../automation/world/errors";

const ns = (name: string, data: string): Answer => ({ type: "NS", name, data, ttl: 60 });

/** The parent's server runs on loopback; each test sets its answers. */
describe("the delegation of a zone", () => {
  let udp: Socket;
  let port: number;
  let respond: (query: Packet) => Packet;
  const asked: string[] = [];

  before(async () => {
    udp = createSocket("udp4");
    udp.on("message", (message, from) => {
      const query = decode(message);
      asked.push(`${query.questions![0]!.type} ${query.questions![0]!.name}`);
      udp.send(encode(respond(query)), from.port, from.address);
    });
    await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
    port = udp.address().port;
  });
  after(() => udp.close());
  beforeEach(() => (asked.length = 0));

  const zones: string[] = [];
  const dns: ParentDns = {
    serversOf(zone) {
      zones.push(zone);
      return zone === "example.com" ? Promise.resolve(["ns.parent"]) : Promise.reject(new Error());
    },
    locate: (name) => Promise.resolve({ name, host: "127.0.0.1", port }),
  };
  const referral = (records: Partial<Packet>) => (query: Packet) =>
    ({ ...query, type: "response", ...records }) as Packet;

  it("is read from the referral of the nearest parent zone", async () => {
    respond = referral({
      authorities: [ns("dev.example.com", "ns-1.awsdns-00.com"), ns("example.com", "ns.parent")],
    });
    zones.length = 0;
    expect(await delegatedServers("dev.example.com", dns)).to.deep.equal(["ns-1.awsdns-00.com"]);
    expect(asked).to.deep.equal(["NS dev.example.com"]);
    expect(await delegatedServers("a.dev.example.com", dns)).to.deep.equal([]);
    expect(zones).to.deep.equal(["example.com", "dev.example.com", "example.com"]);
  });

  it("is read from the answer of a server that has both zones", async () => {
    respond = referral({ answers: [ns("dev.example.com", "ns.parent")] });
    expect(await delegatedServers("dev.example.com", dns)).to.deep.equal(["ns.parent"]);
  });

  it("is empty if the parent zone does not know the name", async () => {
    respond = referral({ flags: 3 });
    expect(await delegatedServers("dev.example.com", dns)).to.deep.equal([]);
  });

  it("can't be read when no server of the parent zone answers", async () => {
    respond = referral({ flags: 5 });
    const error = await delegatedServers("dev.example.com", dns).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(DeployError);
    expect(error).to.deep.include({ reasons: ["ns.parent: it answered REFUSED"] });
  });
});
