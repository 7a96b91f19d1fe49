import type { ServerHttp2Stream } from "node:http2";
import { createSecureContext } from "node:tls";
import { expect } from "chai";
import { methods } from "../../../rehearsal/sample/grpcMethods";
import { shapeKinds } from "../../../rehearsal/traffic/shapes/kinds";
import { watch } from "../../../rehearsal/traffic/shapes/grpc";
import { until } from "../../localCloud/fixture";
import { first, name, second } from "./clientRig";
import { sender, ShapeRig } from "./shapeRig";

/** As gRPC frames a message. */
function framed(message: object): Buffer {
  const text = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(text.length, 1);
  return Buffer.concat([head, text]);
}

describe("clients of a shape of their own", () => {
  let rig: ShapeRig;
  beforeEach(async () => (rig = await ShapeRig.start()));
  afterEach(() => rig.stop());

  const answeredBy = (kind: string) => [
    ...new Set(
      rig.ended.flatMap(({ slot, outcome }) =>
        slot.kind === kind && outcome.ok ? [outcome.version] : [],
      ),
    ),
  ];
  const endedOf = (kind: string) => rig.ended.filter(({ slot }) => slot.kind === kind).length;
  /** Until each client has ended more than one, if they take the same time. */
  const several = () => until("several have ended", () => rig.ended.length >= 6);
  const v2 = { ...sender, version: "v2" };
  const say = (answer: object) => (stream: ServerHttp2Stream, path: string) => {
    if (path !== methods.say) return stream.respond({ ":status": 404 }, { endStream: true });
    stream.respond(
      { ":status": 200, "content-type": "application/grpc" },
      { waitForTrailers: true },
    );
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(framed(answer));
  };
  const get = (answer: object) => (stream: ServerHttp2Stream) => {
    stream.respond({ ":status": 200 });
    stream.end(JSON.stringify(answer));
  };

  for (const [shape, answering] of [
    ["grpc", say],
    ["http2", get],
  ] as const) {
    it(`speak ${shape}, by the TTL or at the address that they got first`, async () => {
      await rig.serveHttp2(first, answering(sender));
      await rig.serveHttp2(second, answering(v2));
      const traffic = rig.traffic(shape);
      const heard = (kind: string, version: string) => answeredBy(kind).includes(version);
      const forever = `${shape}-forever`;
      await until("all have answers", () => heard(shape, "v1") && heard(forever, "v1"));
      rig.cloud.addresses = [second];
      await until("some have moved", () => heard(shape, "v2"));
      const before = endedOf(forever);
      await until("others go on", () => endedOf(forever) >= before + 4);
      await traffic.stop();
      expect(rig.problems()).to.deep.equal([]);
      expect(answeredBy(shape)).to.deep.equal(["v1", "v2"]);
      expect(answeredBy(forever)).to.deep.equal(["v1"]);
      const kinds = shapeKinds.filter((kind) => kind.shape === shape);
      expect(new Set(rig.ended.map(({ slot }) => slot.kind))).to.deep.equal(
        new Set(kinds.map((kind) => kind.name)),
      );
      expect(rig.asked).to.be.greaterThan(3);
    });
  }

  it("fail when a gRPC call does, and when another service answers", async () => {
    await rig.serveHttp2(first, (stream) =>
      stream.respond({ ":status": 200, "grpc-status": "14" }, { endStream: true }),
    );
    let traffic = rig.traffic("grpc");
    await several();
    await traffic.stop();
    expect(rig.problems()[0]).to.match(/^response: 14 UNAVAILABLE/);
    expect(rig.ended.every(({ outcome }) => !outcome.ok)).to.equal(true);
    rig.ended.length = 0;
    await rig.serveHttp2(first, say({ ...sender, service: "matching" }));
    traffic = rig.traffic("grpc");
    await several();
    await traffic.stop();
    expect(rig.problems()[0]).to.equal("body: answered by matching, expected users");
  });

  it("fail when a stream of HTTP/2 is reset, is answered by an error, or never", async () => {
    await rig.serveHttp2(first, (stream) => stream.close(2));
    const tried = async (timeoutMs?: number) => {
      rig.ended.length = 0;
      const traffic = rig.traffic("http2", timeoutMs);
      await several();
      await traffic.stop();
      expect(rig.ended.every(({ outcome }) => !outcome.ok)).to.equal(true);
      return rig.problems()[0];
    };
    expect(await tried()).to.match(/^response: .*INTERNAL_ERROR/);
    await rig.serveHttp2(first, (stream) => {
      stream.respond({ ":status": 503 });
      stream.end("no target");
    });
    expect(await tried()).to.equal("status: 503 no target");
    await rig.serveHttp2(first, () => undefined);
    expect(await tried(100)).to.equal("timeout: no answer within 100 ms");
  });

  it("send once more what a server has refused before it did anything", async () => {
    let count = 0;
    await rig.serveHttp2(first, (stream) =>
      [3, 9].includes(++count) ? stream.close(7) : get(sender)(stream),
    );
    const traffic = rig.traffic("http2");
    await until("two have been refused", () => count >= 12);
    await traffic.stop();
    expect(rig.problems()).to.deep.equal([]);
    expect(count).to.equal(rig.ended.length + 2);
  });

  it("read a server's stream over gRPC until they leave, or it ends", async () => {
    await rig.serveHttp2(first, (stream) => {
      stream.respond(
        { ":status": 200, "content-type": "application/grpc" },
        { waitForTrailers: true },
      );
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.write(framed(sender));
    });
    const trust = createSecureContext({ ca: rig.cloud.ca });
    const place = { ...rig.cloud.endpoints[first]!, name, trust };
    const heard: string[] = [];
    const leaving = new AbortController();
    const listening = watch(place, (message) => heard.push(message), leaving.signal);
    await until("it has arrived", () => heard.length > 0);
    expect(heard.map((one) => JSON.parse(one) as object)).to.deep.equal([sender]);
    leaving.abort();
    expect(await listening.catch((error: Error) => error.message)).to.match(/^1 CANCELLED/);
    const other = watch(place, () => undefined, new AbortController().signal);
    await until("another is open", () => rig.streams.size === 2);
    for (const stream of rig.streams) stream.end();
    expect(await other.catch((error: Error) => error.message)).to.equal("the stream was ended");
  });
});
