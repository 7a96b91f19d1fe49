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
import { askServers, askServersFor } from "../../../../automation/adapters/dns/authoritative";
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
  let overTcp: (query: Packet) => Buffer;

  beforeEach(async () => {
    overTcp = (query) => streamEncode(respond(query, 0, answers));
    udp = createSocket("udp4");
    udp.on("message", (message, from) => {
      for (const response of handle(decode(message))) {
        const bytes = Buffer.isBuffer(response) ? response : encode(response);
        udp.send(bytes, from.port, from.address);
      }
    });
    tcp = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", (data) => {
        // In two pieces, as TCP may deliver it.
        const whole = overTcp(streamDecode(data));
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
      heard: true,
    });
  });

  it("does not accept what a resolver on the network answers in the server's place", async () => {
    handle = (query) => [{ ...query, type: "response", answers }];
    const error = "not its own answer: a resolver on the network answered in its place";
    const none = { ...found, addresses: [], ttlSeconds: null, error };
    expect(await ask()).to.deep.equal([none]);
    handle = (query) => [{ ...query, type: "response", flags: TRUNCATED_RESPONSE, answers: [] }];
    overTcp = (query) => streamEncode({ ...query, type: "response", answers });
    expect(await ask()).to.deep.equal([none]);
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
    const question = { type: "A" as const, name: "users.x.org" };
    handle = (query) => [
      Buffer.from([1, 2, 3]),
      respond({ ...query, id: (query.id! + 1) & 0xffff }, 3, []),
      { ...query, type: "query", flags: 3 },
      respond({ ...query, questions: [] }, 3, []),
      respond({ ...query, questions: [question, question] }, 3, []),
      respond({ ...query, questions: [{ ...question, name: "other.x.org" }] }, 3, []),
      respond({ ...query, questions: [{ ...question, type: "AAAA" }] }, 3, []),
      respond({ ...query, questions: [{ ...question, class: "CH" }] }, 3, []),
      respond(query, 0, answers),
    ];
    expect(await ask()).to.deep.equal([found]);
  });

  it("accepts answers only from the server itself, from its own port", async () => {
    const stranger = createSocket("udp4");
    await new Promise<void>((resolve) => stranger.bind(0, "127.0.0.1", resolve));
    udp.removeAllListeners("message");
    udp.on("message", (message, from) => {
      const query = decode(message);
      stranger.send(encode(respond(query, 3, [])), from.port, from.address, () =>
        setTimeout(() => udp.send(encode(respond(query, 0, answers)), from.port, from.address), 30),
      );
    });
    expect(await ask()).to.deep.equal([found]);
    stranger.close();
  });

  it("has an id that differs from query to query", async () => {
    const ids = new Set<number>();
    handle = (query) => {
      ids.add(query.id!);
      return [respond(query, 0, answers)];
    };
    for (let count = 0; count < 20; count++) await ask();
    expect(ids.size).to.be.greaterThan(15);
  });

  it("accepts only records of the requested name or of its CNAME's target", async () => {
    handle = (query) => [
      respond(query, 0, [
        { type: "A", name: "other.x.org", ttl: 9000, data: "6.6.6.6" },
        { type: "CNAME", name: "USERS.x.org", ttl: 30, data: "lb.x.org" },
        { type: "CNAME", name: "lb.x.org", ttl: 90, data: "users.x.org" },
        { type: "CNAME", name: "users.x.org", ttl: 30, data: "lb.x.org" },
        { type: "A", class: "CH", name: "lb.x.org", ttl: 9000, data: "6.6.6.6" },
        { type: "A", name: "lb.x.org", ttl: 60, data: "1.1.1.1" },
        { type: "A", name: "users.x.org", ttl: 60, data: "6.6.6.6" },
      ]),
    ];
    const target = { addresses: ["1.1.1.1"], cname: "lb.x.org" };
    expect(await ask()).to.deep.equal([{ ...found, ...target, ttlSeconds: 90 }]);
  });

  it("asks for IPv6 addresses where these are wanted, and takes no others", async () => {
    handle = (query) => [
      respond(query, 0, [
        { type: "A", name: "users.x.org", ttl: 9000, data: "1.1.1.1" },
        { type: "AAAA", name: "users.x.org", ttl: 60, data: "2001:db8::1" },
      ]),
    ];
    const server = { name: "ns-1", host: "127.0.0.1", port };
    expect(await askServersFor(["A", "AAAA"], [server], "users.x.org")).to.deep.equal([
      { ...found, addresses: ["1.1.1.1"], ttlSeconds: 9000 },
      { ...found, server: "ns-1 (AAAA)", addresses: ["2001:db8::1"], ttlSeconds: 60 },
    ]);
  });

  it("caps a TTL as resolvers do", async () => {
    const withTtl = async (ttl: number) => {
      handle = (query) => [respond(query, 0, [{ ...answers[0], ttl } as Answer])];
      return (await ask())[0]!.ttlSeconds;
    };
    expect(await withTtl(604_800)).to.equal(604_800);
    expect(await withTtl(604_801)).to.equal(604_800);
    expect(await withTtl(2 ** 31 - 1)).to.equal(604_800);
    expect(await withTtl(2 ** 31)).to.equal(604_800);
  });

  describe("over TCP", () => {
    const errorOf = async (bytes: (query: Packet) => Buffer, timeoutMs?: number) => {
      handle = (query) => [respond(query, TRUNCATED_RESPONSE, [])];
      overTcp = bytes;
      return (await ask(timeoutMs))[0]!.error;
    };

    it("does not accept garbage as an answer", async () => {
      const reason = "the answer over TCP is not one to this query";
      expect(await errorOf(() => Buffer.from("\0\u0003abc"))).to.equal(reason);
      expect(await errorOf(() => Buffer.alloc(70_000, 0xff))).to.equal(reason);
      expect(
        await errorOf((query) => streamEncode(respond({ ...query, id: query.id! ^ 1 }, 0, []))),
      ).to.equal(reason);
    });

    it("waits for an endless answer no longer than for a missing one", async () => {
      tcp.removeAllListeners("connection");
      tcp.on("connection", (socket) => {
        const dripping = setInterval(() => socket.write(Buffer.from([0x0f])), 10);
        socket.on("error", () => undefined);
        socket.on("close", () => clearInterval(dripping));
      });
      expect(await errorOf(() => Buffer.alloc(0), 60)).to.equal("no answer over TCP within 60 ms");
    });
  });
});
