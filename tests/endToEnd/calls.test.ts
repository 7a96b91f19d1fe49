import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { inventorySchema } from "../../release/inventory";
import type { ReleaseResult } from "../../automation/runbook/result";
import type { Traffic } from "../../rehearsal/run/trafficProcess";
import { Scene } from "../../rehearsal/scene";

/**
 * On the real Pulumi, under traffic: every request to `matching` calls `users` by its private name, while
 * `users` is released alone and then both together.
 */
describe("calls between services during releases", function () {
  this.timeout(300_000);
  let scene: Scene;
  let traffic: Traffic;
  const images: Record<string, Record<string, string>> = {};

  before(async () => {
    scene = await Scene.open({
      // It is also a task's grace period, whose seconds pass faster in the local cloud.
      startSeconds: 120,
      more: { users: { compute: { type: "fargate" } }, matching: { calls: ["users"] } },
    });
    const { json } = await scene.mustRun(["up"]);
    const inventory = inventorySchema.parse(json["inventory"]);
    for (const version of ["v1", "v2", "v3"]) {
      const pushed = Object.entries(await scene.push(version, inventory));
      images[version] = Object.fromEntries(
        pushed.map(([service, { reference }]) => [service, reference]),
      );
    }
    await deploy("v1", "users", "matching");
    traffic = await scene.traffic(20, { paths: { matching: "/match" } });
  });

  after(() => scene.close());

  function deploy(version: string, ...services: string[]) {
    const which = services.flatMap((service) => [
      "--service",
      service,
      "--image",
      images[version]![service]!,
    ]);
    return scene.mustRun(["deploy", ...which]);
  }

  it("go on while users is released alone, and both of its names are drained", async () => {
    const { json } = await deploy("v2", "users");
    const result = json as unknown as ReleaseResult;
    expect(result.services["users"]).to.include({ color: "green" });
    expect(result.drainSeconds).to.be.at.least(2);
  });

  it("go on while both services are released together", async () => {
    const { json } = await deploy("v3", "users", "matching");
    const { services } = json as unknown as ReleaseResult;
    expect(services["users"]).to.include({ color: "blue" });
    expect(services["matching"]).to.include({ color: "green" });
  });

  it("all succeed, as do all requests", async () => {
    const report = await traffic.stop();
    // A task reports its totals five times a second.
    await delay(500);
    const { requests, failed, reasons } = await scene.cloud.client.calls();
    expect({ failed, reasons }).to.deep.equal({ failed: 0, reasons: [] });
    expect(requests).to.be.greaterThan(100);
    expect(report.failed, JSON.stringify(report.failures.slice(0, 5))).to.equal(0);
  });

  it("lead to the serving fleet in the end", async () => {
    const { services, privateZone } = await scene.inventory();
    expect(privateZone?.name).to.equal("internal.rehearsal.test");
    expect(services["users"]?.privateName).to.equal("users.internal.rehearsal.test");
    expect(services["matching"]?.privateName).to.equal(undefined);
    const state = await scene.release();
    expect(state.services["users"]?.activeColor).to.equal("blue");
    const { lines } = await scene.run(["resume"]);
    expect(lines.join("\n")).to.contain(
      "users (private name): recorded blue, Pulumi blue, DNS blue",
    );
  });
});
