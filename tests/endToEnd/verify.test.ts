import { expect } from "chai";
import { type Inventory, inventorySchema } from "../../release/inventory";
import type { Finding } from "../../automation/verify/finding";
import { Scene } from "../../rehearsal/scene";

/** On the real Pulumi; changes that people make in the console are made to the local cloud behind its back. */
describe("bluegreen verify on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let inventory: Inventory;
  let image: string;

  before(async () => {
    scene = await Scene.open();
    const up = await scene.mustRun(["up"]);
    inventory = inventorySchema.parse(up.json["inventory"]);
    const pushed = await scene.push("v1", inventory);
    image = pushed["users"]!.reference;
    await scene.mustRun(["deploy", "--service", "users", "--image", image]);
    inventory = await scene.inventory();
  });
  after(() => scene.close());

  const verify = async (...more: string[]) => {
    const { code, json } = await scene.run(["verify", ...more]);
    const { ok, findings = [] } = json as { ok: boolean; findings?: Finding[] };
    const wrong = findings.filter(({ status }) => status === "error");
    return {
      code,
      ok,
      findings,
      wrong: wrong.map(({ check, subject, found }) => [check, subject, found]),
    };
  };
  const repair = async () => {
    await scene.pulumi("refresh", "--yes", "--skip-preview");
    await scene.mustRun(["up"]);
  };

  it("reports a healthy environment as ready for a release", async () => {
    const { code, ok, wrong, findings } = await verify("--service", "users", "--image", image);
    expect({ code, ok, wrong }).to.deep.equal({ code: 0, ok: true, wrong: [] });
    const told = findings.map(({ check, subject, status }) => `${status} ${check} ${subject}`);
    expect(told).to.include.members([
      "ok account account",
      "ok account region",
      "ok Pulumi lock",
      "ok Pulumi operations",
      "ok release release",
      "ok zone rehearsal.test",
      "ok records users.rehearsal.test",
      "ok TTL users.rehearsal.test",
      "ok fleets users blue",
      "warning image users",
      "ok kept images users",
      "ok alarms alarms",
      "notApplicable quotas quotas",
    ]);
  });

  it("finds a record that was changed by hand, which a refresh repairs", async () => {
    const [type, name] = ["aws:route53/record:Record", "users-production"];
    const id = `${inventory.hostedZone.id}_users.rehearsal.test_A`;
    const inputs = {
      zoneId: inventory.hostedZone.id,
      name: "users.rehearsal.test",
      type: "A",
      ttl: 300,
      records: ["127.0.0.9"],
      allowOverwrite: false,
    };
    // As the console would, behind Pulumi's back.
    await scene.cloud.client.update({ type, name }, id, inputs, inputs);
    const { code, wrong } = await verify("--service", "users");
    expect(code).to.equal(2);
    expect(wrong.map(([check, subject]) => [check, subject])).to.deep.equal([
      ["records", "users.rehearsal.test"],
    ]);
    expect(wrong[0]![2]).to.contain("answers 127.0.0.9 for users.rehearsal.test");
    const deploy = await scene.run(["deploy", "--service", "users", "--image", image]);
    expect(deploy.code).to.equal(2);
    expect(deploy.json["found"]).to.contain("production of users is already degraded");
    await repair();
    expect((await verify("--service", "users")).wrong).to.deep.equal([]);
  });

  it("finds a service that was deleted in the console", async () => {
    const { serviceName } = inventory.services["users"]!.fleets.blue;
    const type = "aws:ecs/service:Service";
    const exported = JSON.parse(await scene.pulumi("stack", "export")) as {
      deployment: { resources: { type: string; id: string; outputs: object }[] };
    };
    const service = exported.deployment.resources.find(
      (one) => one.type === type && JSON.stringify(one.outputs).includes(serviceName),
    )!;
    await scene.cloud.client.remove({ type, name: "users-blue" }, service.id, {
      ...service.outputs,
    });
    const { code, wrong } = await verify("--service", "users");
    expect(code).to.equal(2);
    expect(wrong).to.deep.equal([["fleets", "users blue", "its ECS service was deleted by hand"]]);
    const deploy = await scene.run(["deploy", "--service", "users", "--image", image]);
    expect(deploy.code).to.equal(2);
    expect(deploy.json["reasons"]).to.deep.equal(["the ECS service does not exist"]);
  });

  it("refuses another region than the stack's own", async () => {
    const settings = scene.committedSettings();
    scene.writeSettings(settings.replace("eu-central-1", "us-east-1"));
    try {
      const { code, wrong } = await verify();
      expect(code).to.equal(2);
      expect(wrong).to.deep.include([
        "account",
        "region",
        "the stack is in eu-central-1, but the settings say us-east-1",
      ]);
    } finally {
      scene.writeSettings(settings);
    }
  });
});
