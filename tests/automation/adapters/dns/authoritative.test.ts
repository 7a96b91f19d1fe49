import { createSocket, type Socket } from "node:dgram";
import { createServer, type Server } from "node:net";
import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  streamDecode,
  streamEncode,
  TRUNCATED_RESPONSE,
} from "dns-packet";
import { expect } from "chai";
import { askServers } from "../../../../automation/adapters/dns/authoritative";
import { listenOnOnePort } from "../../../../localCloud/ports";

const answers: Answer[] = [
  { type: "A", name: "users.x.org", ttl: 60, data: "1.1.1.2" },
  { type: "A", name: "users.x.org", ttl: 60, data: "1.1.1.1" },
];

function respond(query: Packet, flags: number, found: Answer[]): Packet {
  return { ...query, type: "response", flags: AUTHORITATIVE_ANSWER | flags, answers: found };
}

describe("a query to an authoritative server", () => {
  let udp: Socket;
  let tcp: Server;
  let port: number;
  let handle: (query: Packet) => (Packet | Buffer)[];

  beforeEach(async () => {
    udp = createSocket("udp4");
    udp.on("message", (message, from) => {
      for (const response of handle(decode(message))) {
        const bytes = Buffer.isBuffer(response) ? response : encode(response);
        udp.send(bytes, from.port, from.address);
      }
    });
    tcp = createServer((socket) => {
      socket.once("data", (data) => {
        // In two pieces, as TCP may deliver it.
        const whole = streamEncode(respond(streamDecode(data), 0, answers));
        socket.write(whole.subarray(0, 5));
        setTimeout(() => socket.end(whole.subarray(5)), 5);
      });
    });
    port = await listenOnOnePort(tcp, udp);
  });

  afterEach(() => {
    udp.close();
    tcp.close();
  });

  const ask = (timeoutMs?: number) =>
    askServers([{ name: "ns-1", host: "127.0.0.1", port }], "users.x.org", timeoutMs);
  const found = { server: "ns-1", addresses: ["1.1.1.1", "1.1.1.2"], ttlSeconds: 60, error: null };

  it("returns the addresses and TTL of a name", async () => {
    handle = (query) => [respond(query, 0, answers)];
    expect(await ask()).to.deep.equal([found]);
  });

  it("is repeated over TCP if the answer was truncated", async () => {
    handle = (query) => [respond(query, TRUNCATED_RESPONSE, [])];
    expect(await ask()).to.deep.equal([found]);
  });

  it("returns no address for a name that does not exist", async () => {
    handle = (query) => [respond(query, 3, [])];
    expect(await ask()).to.deep.equal([{ ...found, addresses: [], ttlSeconds: null }]);
  });

  it("reports a refusal", async () => {
    handle = (query) => [respond(query, 5, [])];
    const [answer] = await ask();
    expect(answer).to.deep.equal({
      ...found,
      addresses: [],
      ttlSeconds: null,
      error: "answered REFUSED",
    });
  });

  it("reports a silent server after three tries", async () => {
    let tries = 0;
    handle = () => {
      tries++;
      return [];
    };
    const [answer] = await ask(50);
    expect(answer?.error).to.equal("no answer within 50 ms");
    expect(tries).to.equal(3);
  });

  it("ignores malformed answers and answers to other queries", async () => {
    handle = (query) => [
      Buffer.from([1, 2, 3]),
      respond({ ...query, id: (query.id! + 1) & 0xffff }, 3, []),
      respond(query, 0, answers),
    ];
    expect(await ask()).to.deep.equal([found]);
  });
});
