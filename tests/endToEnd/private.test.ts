import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { type Inventory, inventorySchema } from "../../release/inventory";
import type { ReleaseResult } from "../../automation/runbook/result";
import { askOutside } from "../../rehearsal/run/outside";
import type { Traffic } from "../../rehearsal/run/trafficProcess";
import { Scene } from "../../rehearsal/scene";

/**
 * On the real Pulumi, under traffic: `users` is private, every request to `matching` calls it, and it is released
 * meanwhile: first well, then a version that fails its test, then together with its caller.
 */
describe("a private service that others call", function () {
  this.timeout(300_000);
  let scene: Scene;
  let traffic: Traffic;
  let inventory: Inventory;
  const images: Record<string, Record<string, string>> = {};

  before(async () => {
    scene = await Scene.open({
      // It is also a task's grace period, whose seconds pass faster in the local cloud.
      startSeconds: 120,
      more: {
        users: {
          ...{ compute: { type: "fargate" }, public: false, checks: [], test: undefined },
          selfTest: { command: ["node", "server.cjs", "self-test"], timeoutSeconds: 60 },
        },
        matching: { calls: ["users"] },
      },
    });
    const { json } = await scene.mustRun(["up"]);
    inventory = inventorySchema.parse(json["inventory"]);
    await push("v1");
    await push("v2");
    await deploy("v1", "users", "matching");
    traffic = await scene.traffic(20, {
      services: { matching: "matching.rehearsal.test" },
      paths: { matching: "/match" },
    });
  });

  after(() => scene.close());

  async function push(version: string, variant: "normal" | "bad-tests" = "normal") {
    const pushed = Object.entries(await scene.push(version, inventory, variant));
    images[version] = Object.fromEntries(
      pushed.map(([service, { reference }]) => [service, reference]),
    );
  }

  const flags = (version: string, services: string[]) =>
    services.flatMap((service) => ["--service", service, "--image", images[version]![service]!]);

  function deploy(version: string, ...services: string[]) {
    return scene.mustRun(["deploy", ...flags(version, services)]);
  }

  it("is released while it is called, tested by a task that reaches the candidate by its test name", async () => {
    const { json, lines } = await deploy("v2", "users");
    const result = json as unknown as ReleaseResult;
    expect(result.services["users"]).to.include({ color: "green" });
    expect(result.drainSeconds).to.be.at.least(2);
    expect(result.tests.map(({ name, ok }) => [name, ok])).to.deep.equal([
      ["self-test of users: node server.cjs self-test", true],
    ]);
    const said = lines.join("\n");
    expect(said).to.not.contain("Pulumi protects");
    expect(said).to.contain(
      "point users-test.internal.rehearsal.test at the green private load balancer",
    );
    expect(said).to.contain(
      "point users.internal.rehearsal.test at the green private load balancer",
    );
  });

  it("stays as it is when a new version fails that test", async () => {
    await push("v3", "bad-tests");
    const { code, json } = await scene.run(["deploy", ...flags("v3", ["users"])]);
    expect([code, json["outcome"]]).to.deep.equal([3, "rolledBack"]);
    expect(JSON.stringify(json["reasons"])).to.contain("users v3-unfinished answered, expected v3");
    const state = await scene.release();
    expect(state.services["users"]?.activeColor).to.equal("green");
  });

  it("is released together with its caller", async () => {
    await push("v4");
    const { json } = await deploy("v4", "users", "matching");
    const { services } = json as unknown as ReleaseResult;
    expect(services["users"]).to.include({ color: "blue" });
    expect(services["matching"]).to.include({ color: "green" });
  });

  it("is answered by no public load balancer, whatever name a client sends", async () => {
    const there = await scene.inventory();
    const { users } = there.services;
    expect(users).to.include({
      ...{ public: false, privateName: "users.internal.rehearsal.test" },
      testName: "users-test.internal.rehearsal.test",
    });
    const names = [users!.privateName!, users!.testName!, "users.rehearsal.test"];
    for (const name of [...names, "users-test.rehearsal.test"]) {
      const answers = await askOutside(scene.cloud.info, there, name);
      expect(new Set(answers), name).to.deep.equal(new Set(["404 from blue", "404 from green"]));
    }
    // They do answer for the public service.
    expect(
      new Set(await askOutside(scene.cloud.info, there, "matching.rehearsal.test")),
    ).to.deep.equal(new Set(["200 from blue", "200 from green"]));
  });

  it("has lost no call, and no request of the caller's clients", async () => {
    const report = await traffic.stop();
    // A task reports its totals five times a second.
    await delay(500);
    const { requests, failed, reasons } = await scene.cloud.client.calls();
    expect({ failed, reasons }).to.deep.equal({ failed: 0, reasons: [] });
    expect(requests).to.be.greaterThan(100);
    expect(report.failed, JSON.stringify(report.failures.slice(0, 5))).to.equal(0);
  });

  it("passes `verify`", async () => {
    const { json } = await scene.run(["verify"]);
    const findings = json["findings"] as { subject: string; status: string; found: string }[];
    const own = findings.filter(({ subject }) => subject.startsWith("users"));
    expect(own.filter(({ status }) => status === "error")).to.deep.equal([]);
    expect(own.map(({ subject }) => subject)).to.include.members([
      "users.internal.rehearsal.test",
      "users-test.internal.rehearsal.test",
    ]);
  });
});
