import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { type Inventory, inventorySchema } from "../../release/inventory";
import type { PastRelease } from "../../automation/history/releases";
import type { Plan } from "../../automation/plan/plan";
import { otherColor } from "../../release/state";
import type { ReleaseResult } from "../../automation/runbook/result";
import { killTree } from "../../rehearsal/run/killTree";
import { Scene } from "../../rehearsal/scene";
import { retireChanges, stageChanges, switchChanges } from "./releaseChanges";
import { refusals } from "./releaseRefusals";
import { updates } from "./updates";

/** The real Pulumi with the unmodified program and deployer, in one environment, step by step. */
describe("the deployer on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let inventory: Inventory;
  let digests: Record<string, string>;
  let settings: string;
  let settled: Inventory["services"][string] | undefined;
  const images: Record<string, string> = {};

  before(async () => {
    scene = await Scene.open();
    const up = await scene.run(["up"]);
    expect(up.code, up.lines.join("\n")).to.equal(0);
    inventory = inventorySchema.parse(up.json["inventory"]);
    digests = {};
    for (const [version, variant] of [
      ["v1", "normal"],
      ["v2", "normal"],
      ["v3", "bad-health"],
      ["v4", "bad-tests"],
    ] as const) {
      const pushed = await scene.push(version, inventory, variant);
      images[version] = pushed["users"]!.reference;
      digests[version] = pushed["users"]!.digest;
      images[`matching-${version}`] = pushed["matching"]!.reference;
    }
    settings = scene.committedSettings();
  });

  after(() => scene.close());

  const deploy = (version: string, ...more: string[]) =>
    scene.run(["deploy", "--service", "users", "--image", images[version]!, ...more]);

  it("releases two services together for the first time, with nothing to drain", async () => {
    const matching = ["--service", "matching", "--image", images["matching-v1"]!];
    const { code, json, lines } = await deploy("v1", ...matching);
    expect(code, lines.join("\n")).to.equal(0);
    const result = json as unknown as ReleaseResult;
    expect(result).to.include({ ok: true, outcome: "done", revision: 3, drainSeconds: null });
    expect(result.services["users"]).to.deep.include({
      color: "blue",
      digest: digests["v1"],
      size: 2,
    });
    expect(result.services["matching"]).to.deep.include({ color: "blue", size: 2 });
    expect(result.steps.map(({ step }) => step)).to.deep.equal(["0", "1", "2", "3", "4", "5", "6"]);
    expect(result.upSeconds).to.have.length(3);
    expect(result.tests.every(({ ok }) => ok)).to.equal(true);
    // Two checks through both load balancers at two addresses each, and the command; per service.
    expect(result.tests).to.have.length(18);
    expect(await scene.serving("users")).to.equal(digests["v1"]);
  });

  it("moves no traffic and changes no image in a plain `up` between releases", async () => {
    const before = await scene.release();
    const { code, json } = await scene.run(["up"]);
    expect(code).to.equal(0);
    expect(json["release"]).to.deep.equal(before);
    expect(await scene.release()).to.deep.equal(before);
    expect(await scene.serving("users")).to.equal(digests["v1"]);
    expect(await scene.tasks("users", "blue")).to.equal(2);
  });

  it("is planned without changing anything", async () => {
    settled = (await scene.inventory()).services["matching"];
    const before = await scene.release();
    const { code, json } = await scene.run([
      "plan",
      "--service",
      "users",
      "--image",
      images["v2"]!,
    ]);
    expect(code).to.equal(0);
    const { ups, drainSeconds, steps } = json as unknown as Plan;
    const changes = ups.map((up) => [
      up.name,
      up.changes.map(({ op, name, type }) => `${op} ${name} ${type}`).sort(),
    ]);
    expect(changes).to.deep.equal([
      ["stage", [...stageChanges].sort()],
      ["switch", [...switchChanges].sort()],
      ["retire", [...retireChanges].sort()],
    ]);
    expect(drainSeconds).to.equal(2);
    expect(steps.map(({ step }) => step)).to.deep.equal("0 1 2 3 4 5 drain 6".split(" "));
    expect(await scene.release()).to.deep.equal(before);
  });

  it("releases in the six steps: the new digest serves, the old fleet stops", async () => {
    const { code, json, lines } = await deploy("v2");
    expect(code, lines.join("\n")).to.equal(0);
    const result = json as unknown as ReleaseResult;
    expect(result).to.include({ ok: true, outcome: "done", revision: 6 });
    expect(result.services).to.have.all.keys("users");
    expect(result.services["users"]).to.deep.include({ color: "green", digest: digests["v2"] });
    expect(result.steps.map(({ step }) => step).join(" ")).to.equal("0 1 2 3 4 5 drain 6");
    expect(result.drainSeconds).to.be.at.least(2);
    expect(await scene.serving("users")).to.equal(digests["v2"]);
    expect(await scene.tasks("users", "blue")).to.equal(0);
    expect(await scene.tasks("users", "green")).to.equal(2);
  });

  it("limits the `up`s of that release to its service, since nothing else changes", async () => {
    const scopes = (await updates(scene, 4)).map(({ message, config }) => [
      message.replace(/ r-.*/, ""),
      config["deployer:only"]?.value,
    ]);
    expect(scopes).to.deep.equal([
      ["bluegreen: retire", "users"],
      ["bluegreen: switch", "users"],
      ["bluegreen: stage", "users"],
      ["bluegreen: plain up", undefined],
    ]);
    const { matching } = inventorySchema.parse(await scene.inventory()).services;
    expect(matching).to.deep.equal(settled);
  });

  it("rejects a candidate that never becomes healthy, and says why", async () => {
    const { code, json } = await deploy("v3");
    expect(code).to.equal(3);
    const result = json as unknown as ReleaseResult;
    expect(result).to.include({ ok: false, outcome: "rolledBack" });
    expect(result.reasons.join("\n")).to.contain("Health checks failed with these codes: [500]");
    expect(await scene.serving("users")).to.equal(digests["v2"]);
    expect(await scene.tasks("users", "blue")).to.equal(0);
  });

  it("rejects a candidate that fails its tests, with the failed check and its response", async () => {
    const { code, json } = await deploy("v4");
    expect(code).to.equal(3);
    const { reasons } = json as unknown as ReleaseResult;
    expect(reasons[0]).to.equal("the candidate failed its tests");
    expect(reasons.join("\n")).to.contain("exit code 1");
    expect(await scene.serving("users")).to.equal(digests["v2"]);
    expect(await scene.tasks("users", "blue")).to.equal(0);
  });

  it("refuses a plain `up` and a second deploy during a release, and resumes a killed one", async () => {
    const running = scene.start(
      ["deploy", "--service", "users", "--image", images["v1"]!],
      (line) => {
        if (line.startsWith("▸ 4")) running.kill("SIGKILL");
      },
    );
    await running.ended;
    const staged = await scene.release();
    expect(staged.current?.phase).to.equal("staged");
    const up = await scene.run(["up"]);
    expect(up.code).to.equal(2);
    expect(up.json["found"]).to.contain("is in progress");
    expect(await scene.release()).to.deep.equal(staged);
    expect(await scene.serving("users")).to.equal(digests["v2"]);

    const second = await deploy("v2");
    expect(second.code).to.equal(5);
    expect(second.json["found"]).to.match(
      /^release r-[0-9a-f]{8} of users is already in progress \(phase staged\), started by /,
    );
    expect(await scene.release()).to.deep.equal(staged);

    const resumed = await scene.run(["resume"]);
    expect(resumed.code, resumed.lines.join("\n")).to.equal(0);
    expect(await scene.serving("users")).to.equal(digests["v1"]);
    expect(await scene.tasks("users", "green")).to.equal(0);
  });

  it("finishes a release after deployer and Pulumi were killed during the switch", async () => {
    const record = { type: "aws:route53/record:Record", name: "users-production" };
    const { id } = await scene.cloud.client.fault({
      kind: "pause",
      operation: "update",
      ...record,
    });
    const running = scene.start(
      ["deploy", "--service", "users", "--image", images["v2"]!],
      () => undefined,
    );
    const isReached = async () =>
      (await scene.cloud.client.faults()).some((fault) => fault.id === id && fault.reached);
    while (!(await isReached())) await delay(100);
    killTree(running.pid);
    await running.ended;
    await scene.cloud.client.releaseFault(id!, "continue");
    const held = await scene.run(["resume"]);
    expect(held.code).to.equal(5);
    expect(held.json["found"]).to.match(
      /^stack rehearsal is locked by a Pulumi process that is no longer running: .*pid \d+/,
    );

    await scene.pulumi("cancel", "--yes");
    const { code, lines } = await scene.run(["resume"]);
    expect([0, 3], lines.join("\n")).to.include(code);
    const color = (await scene.release()).services["users"]!.activeColor!;
    const expected = code === 0 ? digests["v2"] : digests["v1"];
    expect(await scene.serving("users")).to.equal(expected);
    expect(await scene.tasks("users", color)).to.equal(2);
    expect(await scene.tasks("users", otherColor(color))).to.equal(0);
    expect((await scene.release()).current).to.equal(null);
  });

  it("rolls back to the previous image, which it finds by itself", async () => {
    const before = await scene.serving("users");
    const { code, lines } = await scene.run(["rollback", "--service", "users"]);
    expect(code, lines.join("\n")).to.equal(0);
    const previous = before === digests["v1"] ? digests["v2"] : digests["v1"];
    expect(await scene.serving("users")).to.equal(previous);
  });

  it("lists every past release, newest first", async () => {
    const { code, json } = await scene.run(["history", "--limit", "20"]);
    expect(code).to.equal(0);
    const releases = json["releases"] as PastRelease[];
    const told = releases.map(({ services, result, ups }) => [
      Object.keys(services).sort().join(" "),
      services["users"]!.image!.split("@")[1],
      result,
      ups.filter((up) => up.result === "succeeded").length >= 2,
    ]);
    const [rolledBackTo, switched, resumed, ...before] = told;
    expect(rolledBackTo).to.deep.equal(["users", await scene.serving("users"), "done", true]);
    expect(switched!.slice(0, 2)).to.deep.equal(["users", digests["v2"]]);
    expect(resumed).to.deep.equal(["users", digests["v1"], "done", true]);
    expect(before).to.deep.equal([
      ["users", digests["v4"], "rolledBack", true],
      ["users", digests["v3"], "rolledBack", true],
      ["users", digests["v2"], "done", true],
      ["matching users", digests["v1"], "done", true],
    ]);
    expect(releases.map(({ startedAt }) => startedAt)).to.deep.equal(
      releases
        .map(({ startedAt }) => startedAt)
        .sort()
        .reverse(),
    );
  });

  for (const [what, args, found] of refusals(images)) {
    it(`refuses ${what}, and changes nothing`, async () => {
      const before = await scene.release();
      const { code, json } = await scene.run(["deploy", ...args()]);
      expect(code).to.equal(2);
      expect(json["found"]).to.match(found);
      expect(json["next"]).to.be.a("string").and.not.equal("");
      expect(await scene.release()).to.deep.equal(before);
    });
  }

  it("never edits the committed settings", () => {
    expect(scene.committedSettings()).to.equal(settings);
  });
});
