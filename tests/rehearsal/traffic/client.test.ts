import { expect } from "chai";
import type { ClientKindName } from "../../../rehearsal/traffic/kinds";
import { ClientRig, first, name, second, versionOf } from "./clientRig";
import { answering, type TinyCloud } from "./tinyCloud";

describe("a client", () => {
  let rig: ClientRig;
  let cloud: TinyCloud;

  beforeEach(async () => {
    rig = await ClientRig.start();
    cloud = rig.cloud;
  });

  afterEach(() => rig.stop());

  describe("holds an address by its own rule:", () => {
    beforeEach(async () => {
      await cloud.serve(first, answering("users", "v1"));
      await cloud.serve(second, answering("users", "v2"));
    });

    /** Versions that a client sees at these times after its first answer, if DNS moved right after that. */
    async function seenAfter(kind: ClientKindName, ...seconds: number[]): Promise<string[]> {
      const sender = rig.client(kind);
      const startedMs = rig.nowMs;
      const seen = [await versionOf(sender)];
      cloud.addresses = [second];
      for (const after of seconds) {
        rig.nowMs = startedMs + after * 1000;
        seen.push(await versionOf(sender));
      }
      return seen;
    }

    it("fresh asks for each request", async () => {
      expect(await seenAfter("fresh", 0, 0)).to.deep.equal(["v1", "v2", "v2"]);
      expect(cloud.asked).to.have.length(3);
    });

    it("ttl asks again once the TTL is over, not before", async () => {
      expect(await seenAfter("ttl", 4.999, 5, 9)).to.deep.equal(["v1", "v1", "v2", "v2"]);
      expect(cloud.asked).to.have.length(2);
    });

    it("overstay keeps an answer for twice its TTL", async () => {
      expect(await seenAfter("overstay", 5, 9.999, 10)).to.deep.equal(["v1", "v1", "v1", "v2"]);
      expect(cloud.asked).to.have.length(2);
    });

    it("forever asks once", async () => {
      expect(await seenAfter("forever", 5, 1e6)).to.deep.equal(["v1", "v1", "v1"]);
      expect(cloud.asked).to.have.length(1);
    });

    it("keepalive stays on its connection, whatever the TTL", async () => {
      expect(await seenAfter("keepalive", 5, 1e6)).to.deep.equal(["v1", "v1", "v1"]);
      expect(cloud.asked).to.have.length(1);
    });
  });

  it("keepalive resolves anew when the server has closed the connection", async () => {
    await cloud.serve(first, (request, response) => {
      response.setHeader("connection", "close");
      answering("users", "v1")(request, response);
    });
    await cloud.serve(second, answering("users", "v2"));
    const sender = rig.client("keepalive");
    expect(await versionOf(sender)).to.equal("v1");
    cloud.addresses = [second];
    expect(await versionOf(sender)).to.equal("v2");
  });

  it("fresh opens a connection for each request, the others keep theirs", async () => {
    let connections = 0;
    const server = await cloud.serve(first, answering("users", "v1"));
    server.on("secureConnection", () => connections++);
    for (const kind of ["fresh", "ttl", "keepalive", "overstay", "forever"] as const) {
      connections = 0;
      const sender = rig.client(kind);
      for (let request = 0; request < 3; request++) await versionOf(sender);
      expect(connections, kind).to.equal(kind === "fresh" ? 3 : 1);
    }
  });

  it("requests that miss the cache share one query", async () => {
    await cloud.serve(first, answering("users", "v1"));
    const sender = rig.client("ttl");
    await Promise.all([versionOf(sender), versionOf(sender), versionOf(sender)]);
    expect(cloud.asked).to.deep.equal([name]);
  });

  it("a request in flight finishes on the old address when the client moves on", async () => {
    await cloud.serve(first, (request, response) => {
      const wait = request.url === "/slow" ? 150 : 0;
      setTimeout(() => answering("users", "v1")(request, response), wait);
    });
    await cloud.serve(second, answering("users", "v2"));
    const sender = rig.client("ttl");
    await versionOf(sender);
    const slow = sender.send("/slow");
    cloud.addresses = [second];
    rig.nowMs += 5000;
    expect(await versionOf(sender)).to.equal("v2");
    const { outcome, address } = await slow;
    expect(outcome).to.deep.equal({
      ok: true,
      service: "users",
      version: "v1",
      digest: "sha256:v1",
    });
    expect(address).to.equal(first);
  });

  it("lets requests wait while each of its connections carries one", async () => {
    let [open, most] = [0, 0];
    await cloud.serve(first, (request, response) => {
      most = Math.max(most, ++open);
      response.once("finish", () => open--);
      setTimeout(() => answering("users", "v1")(request, response), 20);
    });
    const sender = rig.client("overstay");
    const sent = await Promise.all(Array.from({ length: 24 }, () => sender.send("/")));
    expect(sent.map(({ outcome }) => outcome.ok)).to.deep.equal(Array(24).fill(true));
    expect(most).to.equal(6);
  });

  it("takes no more requests while too many wait or are in flight", async () => {
    await cloud.serve(first, () => undefined);
    const sender = rig.client("fresh", { timeoutMs: 300 });
    const sent = Array.from({ length: 6 }, (_, index) => {
      expect(sender.ready, `before request ${index + 1}`).to.equal(true);
      return sender.send("/");
    });
    expect(sender.ready).to.equal(false);
    for (const { outcome } of await Promise.all(sent)) expect(outcome.ok).to.equal(false);
    expect(sender.ready).to.equal(true);
  });

  it("accepts an answer that came in time even if the machine stalled until after the deadline", async () => {
    await cloud.serve(first, (request, response) => {
      answering("users", "v1")(request, response);
      if (request.url === "/held-up") process.nextTick(holdUp, 1300);
    });
    const sender = rig.client("keepalive", { timeoutMs: 1200 });
    await versionOf(sender);
    const { outcome } = await sender.send("/held-up");
    expect(outcome).to.deep.include({ ok: true });
  });
});

function holdUp(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
