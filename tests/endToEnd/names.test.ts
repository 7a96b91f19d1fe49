import { readFileSync } from "node:fs";
import { get } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import type { ReleaseResult } from "../../automation/runbook/result";
import { domain } from "../../rehearsal/run/settings";
import { Scene } from "../../rehearsal/scene";
import { allSucceeded, trafficOnNames } from "../support/nameTraffic";
import { editService } from "../support/running";

const [users, www] = [`users.${domain}`, `www.${domain}`];

/**
 * On the real Pulumi, as one story under traffic: a service gets more names, moves with all of them, and
 * can't lose one by an edit.
 */
describe("names of a service on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let images: Awaited<ReturnType<Scene["firstRelease"]>>;

  before(async () => {
    scene = await Scene.open({ more: { matching: null } });
    images = await scene.firstRelease();
  });
  after(() => scene.close());

  const edit = (change: object) => editService(scene, "users", change);
  const trafficOn = (...names: string[]) => trafficOnNames(scene, names);

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

  it("are renamed without a failed request: the new one is added, then the old one removed", async () => {
    const accounts = `accounts.${domain}`;
    const added = await scene.run(["host", "add", "accounts", "--service", "users"]);
    expect(added.code, added.lines.join("\n")).to.equal(0);
    const [old, others] = [await trafficOn(users), await trafficOn(accounts, www, domain)];
    await delay(1500);
    await allSucceeded(old);
    // Nobody asks for the old name any more, but some still hold its address.
    const holder = await holdAddress(users);
    const { code, json, lines } = await scene.start(
      ["host", "remove", "users", "--service", "users"],
      (line) => {
        if (line.includes("delete its rules")) holder.stop();
      },
    ).ended;
    expect(code, lines.join("\n")).to.equal(0);
    expect(json).to.deep.include({ name: users, drained: true, removed: true });
    await allSucceeded(others);
    const { failures, requests } = await holder.ended;
    expect(failures).to.deep.equal([]);
    expect(requests).to.be.greaterThan(20);
    const { services } = await scene.inventory();
    expect(services["users"]).to.deep.include({
      productionName: www,
      productionNames: [www, domain, accounts],
    });
    const { services: states } = await scene.release();
    expect(states["users"]).to.not.have.property("removedNames");
    expect(scene.committedSettings()).to.contain('hosts:\n        - www\n        - "@"\n');
    expect(await scene.serving("users", users)).to.match(/^nothing; /);
  });

  it("is removed once: repeating that is refused, and so is removing the last one", async () => {
    const again = await scene.run(["host", "remove", "users", "--service", "users"]);
    expect(again.code).to.equal(2);
    expect(again.json["found"]).to.equal(
      `users has no production name ${users}; its names: ${www}, ${domain} and accounts.${domain}`,
    );
    edit({ hosts: ["www"] });
    const last = await scene.run(["host", "remove", "www", "--service", "users"]);
    expect(last.code).to.equal(2);
    expect(last.json["found"]).to.equal(
      `${www} is the only name of users; without it, clients could not reach the service`,
    );
    edit({ hosts: ["www", "@", "accounts"] });
  });

  /** A client that keeps the address of a name, and asks for nothing else. */
  async function holdAddress(name: string) {
    const [{ activeColor }, inventory] = [
      (await scene.release()).services["users"]!,
      await scene.inventory(),
    ];
    const edges = await scene.cloud.client.edges();
    const { addresses } = edges.find(({ arn }) => arn === inventory.edges[activeColor!].arn)!;
    const { host, port } = (await scene.cloud.client.addresses())[addresses[0]!]!;
    const ca = readFileSync(scene.cloud.info.caFile);
    const options = { host, port, ca, servername: name, headers: { host: name }, agent: false };
    const failures: string[] = [];
    let [requests, stopped] = [0, false];
    const ask = () =>
      new Promise<void>((asked) => {
        const told = (text: string) => (failures.push(text), asked());
        get({ ...options, path: "/" }, (response) => {
          if (response.statusCode === 200) asked();
          else told(`status ${response.statusCode}`);
          response.resume();
        }).on("error", ({ message }) => told(message));
      });
    const run = async () => {
      for (; !stopped; requests++) {
        await ask();
        await delay(50);
      }
      return { failures, requests };
    };
    return { ended: run(), stop: () => (stopped = true) };
  }
});
