import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { clientKinds } from "../../rehearsal/traffic/kinds";
import type { Traffic } from "../../rehearsal/run/trafficProcess";
import { domain } from "../../rehearsal/run/settings";
import { Scene } from "../../rehearsal/scene";

const own = `users.${domain}`;

/** On the real Pulumi: an environment that has served by IPv4 gets IPv6, and releases under clients of both. */
describe("IPv6 on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let images: Awaited<ReturnType<Scene["firstRelease"]>>;

  before(async () => {
    scene = await Scene.open({ more: { matching: null } });
    images = await scene.firstRelease();
  });
  after(() => scene.close());

  const clients = (addressType: "A" | "AAAA") =>
    scene.traffic(25, { addressType, services: { users: own } });

  async function servedAll(traffic: Traffic): Promise<void> {
    const { failed, failures, clients: kinds, requests } = await traffic.stop();
    expect(failed, JSON.stringify(failures.slice(0, 5))).to.equal(0);
    expect(requests).to.be.greaterThan(50);
    for (const { name } of clientKinds) {
      expect(kinds[name]?.requests, name).to.be.greaterThan(0);
    }
  }

  it("has no addresses for IPv6 clients before it is turned on", async () => {
    const traffic = await clients("AAAA");
    await delay(1500);
    const { requests, failed } = await traffic.stop();
    expect(failed).to.equal(requests).and.to.be.greaterThan(0);
  });

  it("is turned on by an `up` that costs IPv4 clients nothing, and settles in one", async () => {
    const traffic = await clients("A");
    scene.editSettings({ loadBalancers: { ipv6: true } });
    await scene.mustRun(["up"]);
    await servedAll(traffic);
    const { lines } = await scene.mustRun(["up"]);
    expect(
      lines.filter((line) => /Pulumi: (creating|updating|replacing|deleting)/.test(line)),
    ).to.deep.equal([]);
  });

  it("moves with IPv4 in a release and in a rollback, for every kind of client", async () => {
    const both = await Promise.all([clients("A"), clients("AAAA")]);
    const { reference } = images.v2["users"]!;
    await scene.mustRun(["deploy", "--service", "users", "--image", reference]);
    expect((await scene.release()).services["users"]?.activeColor).to.equal("green");
    await scene.mustRun(["rollback", "--service", "users"]);
    for (const traffic of both) await servedAll(traffic);
  });
});
