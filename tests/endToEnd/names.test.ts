import { expect } from "chai";
import { parse, stringify } from "yaml";
import type { ReleaseResult } from "../../automation/runbook/result";
import { domain } from "../../rehearsal/run/settings";
import { type Traffic, trafficAt } from "../../rehearsal/run/trafficProcess";
import { Scene } from "../../rehearsal/scene";

const [users, www] = [`users.${domain}`, `www.${domain}`];

/**
 * On the real Pulumi, as one story under traffic: a service gets more names, moves with all of them, and
 * can't lose one by an edit.
 */
describe("names of a service on the real engine", function () {
  this.timeout(300_000);
  let scene: Scene;
  let images: Awaited<ReturnType<Scene["firstRelease"]>>;

  before(async () => {
    scene = await Scene.open({ more: { matching: null } });
    images = await scene.firstRelease();
  });
  after(() => scene.close());

  /** As a person edits the settings of `users`. */
  function edit(change: object): void {
    const file = parse(scene.committedSettings()) as { config: Record<string, unknown> };
    const services = file.config["bluegreen:services"] as Record<string, object>;
    Object.assign(services["users"]!, change);
    scene.writeSettings(stringify(file));
  }

  /** Constant traffic on each of the names. */
  function trafficOn(...names: string[]): Promise<Traffic[]> {
    return Promise.all(
      names.map((name) => {
        const plan = { ratePerSecond: 10, seed: 1, services: { users: name } };
        return trafficAt(scene.processes, scene.cloud.info, plan);
      }),
    );
  }

  async function allSucceeded(traffic: Traffic[]): Promise<void> {
    for (const { failed, failures, requests } of await Promise.all(
      traffic.map((one) => one.stop()),
    )) {
      expect(failed, JSON.stringify(failures.slice(0, 5))).to.equal(0);
      expect(requests).to.be.greaterThan(2);
    }
  }

  it("are added by an `up`, the domain itself with a certificate of its own", async () => {
    const traffic = await trafficOn(users);
    edit({ hosts: ["users", "www", "@"] });
    const { code, json, lines } = await scene.run(["up"]);
    expect(code, lines.join("\n")).to.equal(0);
    await allSucceeded(traffic);
    const { services } = json["inventory"] as { services: Record<string, object> };
    expect(services["users"]).to.deep.include({
      productionName: users,
      productionNames: [users, www, domain],
    });
    for (const name of [users, www, domain]) {
      expect(await scene.serving("users", name), name).to.equal(images.v1["users"]!.digest);
    }
  });

  it("all move in a release, and are drained together", async () => {
    const traffic = await trafficOn(users, www, domain);
    const { code, json, lines } = await scene.run([
      ...["deploy", "--service", "users", "--image", images.v2["users"]!.reference],
    ]);
    expect(code, lines.join("\n")).to.equal(0);
    await allSucceeded(traffic);
    const { steps } = json as unknown as ReleaseResult;
    expect(steps.find(({ step }) => step === "5")?.name).to.equal(
      [users, www, domain]
        .map((name, index) => `${index === 0 ? "point " : ""}${name} at the green load balancer`)
        .join(", "),
    );
    for (const name of [users, www, domain]) {
      expect(await scene.serving("users", name), name).to.equal(images.v2["users"]!.digest);
    }
    const resumed = await scene.run(["resume"]);
    expect(resumed.code).to.equal(2);
    expect(resumed.lines.join("\n")).to.contain(
      `users (${domain}): recorded green, Pulumi green, DNS green`,
    );
  });

  it("can't be lost by an edit: `up` refuses, and nothing changes", async () => {
    const before = scene.committedSettings();
    const traffic = await trafficOn(users, www, domain);
    edit({ host: "accounts", hosts: ["accounts", "www", "@"] });
    const { code, json } = await scene.run(["up"]);
    expect(code).to.equal(2);
    expect(json).to.deep.include({
      found: "these settings would replace, rename or delete what serves",
      reasons: [`\`services.users.hosts\` no longer has ${users}, which serves production`],
    });
    await allSucceeded(traffic);
    scene.writeSettings(before);
    expect((await scene.run(["up"])).code).to.equal(0);
  });
});
