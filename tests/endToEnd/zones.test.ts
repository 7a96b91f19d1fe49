import { expect } from "chai";
import type { Finding } from "../../automation/verify/finding";
import { askProduction } from "../../rehearsal/run/production";
import { domain } from "../../rehearsal/run/settings";
import { Scene } from "../../rehearsal/scene";
import { allSucceeded, trafficOnNames } from "../support/nameTraffic";

const [users, shop] = [`users.${domain}`, "shop.other.test"];

/** On the real Pulumi, as one story: a service gets a name in another hosted zone of the account. */
describe("a name in another hosted zone on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let images: Awaited<ReturnType<Scene["firstRelease"]>>;
  let zoneId: string;

  before(async () => {
    scene = await Scene.open({ more: { matching: null } });
    images = await scene.firstRelease();
    const { client } = scene.cloud;
    zoneId = await client.createZone("other.test", "delegated");
    await client.createZone("lost.test", "undelegated");
    await client.createZone("inside.test", "private");
    for (let count = 0; count < 2; count++) await client.createZone("twice.test", "delegated");
  });
  after(() => scene.close());

  /** Runs a command under constant traffic on each of the names, of which no request may fail. */
  async function calmly(names: string[], args: string[]) {
    const traffic = await trafficOnNames(scene, names);
    const ended = await scene.run(args);
    await allSucceeded(traffic);
    expect(ended.code, ended.lines.join("\n")).to.equal(0);
    return ended;
  }

  const served = async () =>
    (await askProduction(await scene.cloud.client.info(), "users", shop)).digest;

  it("is refused where no client would find it, before anything changes", async () => {
    const [settings, release] = [scene.committedSettings(), await scene.release()];
    const { otherZones } = await scene.cloud.client.info();
    const lost = otherZones.find(({ name }) => name === "lost.test")!;
    const servers = lost.nameServers.map(({ name }) => name).join(", ");
    for (const [name, reason] of [
      [
        "shop.nowhere.test",
        "shop.nowhere.test: the account has no hosted zone with this name (looked for " +
          "shop.nowhere.test, nowhere.test); create a public one and delegate it",
      ],
      [
        "shop.lost.test",
        "shop.lost.test is in the zone lost.test: the zone is not delegated: the parent zone has no " +
          "NS record for it; in the parent zone (or at the registrar), set the NS record of lost.test " +
          `to exactly ${servers}`,
      ],
      [
        "shop.inside.test",
        "shop.inside.test: the account's only hosted zone inside.test is private, and clients resolve " +
          "names in public zones; create a public one and delegate it",
      ],
      [
        "shop.twice.test",
        "shop.twice.test: the account has several public hosted zones twice.test; delete the duplicates",
      ],
    ] as const) {
      const { code, json, lines } = await scene.run(["host", "add", name, "--service", "users"]);
      expect(code, lines.join("\n")).to.equal(2);
      expect(json).to.deep.include({
        found: "the account has no usable hosted zone for some names of this environment",
        next: "fix the zone, or choose other names (`hosts`), then run the command again",
        reasons: [reason],
      });
    }
    expect(scene.committedSettings()).to.equal(settings);
    expect(await scene.release()).to.deep.equal(release);
  });

  it("is added with its own certificate, and its records are in that zone", async () => {
    await calmly([users], ["host", "add", shop, "--service", "users"]);
    expect(await served()).to.equal(images.v1["users"]!.digest);
    const { services } = await scene.inventory();
    const { id, name } = services["users"]!.zones![shop]!;
    expect({ id, name }).to.deep.equal({ id: zoneId, name: "other.test" });
    const { json } = await scene.run(["verify"]);
    const findings = (json["findings"] as Finding[]).filter(({ check }) => check === "zone");
    expect(findings.map(({ status, subject, found }) => [status, subject, found])).to.deep.include([
      "ok",
      "other.test",
      "delegated to 4 of its 4 servers",
    ]);
  });

  it("moves in a release without a failed request", async () => {
    await calmly(
      [users, shop],
      ["deploy", "--service", "users", "--image", images.v2["users"]!.reference],
    );
    expect(await served()).to.equal(images.v2["users"]!.digest);
    const resumed = await scene.run(["resume"]);
    expect(resumed.lines.join("\n")).to.contain(
      `users (${shop}): recorded green, Pulumi green, DNS green`,
    );
  });

  it("is removed without a failed request on the others, and leaves the zone as it was", async () => {
    await calmly([users], ["host", "remove", shop, "--service", "users"]);
    expect(await scene.cloud.client.records(shop)).to.deep.equal([]);
    const { services } = await scene.inventory();
    expect(services["users"]).to.not.have.property("zones");
  });
});
