import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { type Inventory, inventorySchema } from "../../release/inventory";
import type { Plan } from "../../automation/plan/plan";
import type { ReleaseResult } from "../../automation/runbook/result";
import { Scene } from "../../rehearsal/scene";
import { formerServices, reduceToOldState } from "../support/oldState";
import { editService, servingFleet, servingTasks } from "../support/running";

/** The real engine, program and deployer: what an edit of the settings reaches, and when. */
describe("settings on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let inventory: Inventory;
  const images: Record<string, { reference: string; digest: string }> = {};

  before(async () => {
    scene = await Scene.open({ more: formerServices });
    const up = await scene.run(["up"]);
    expect(up.code, up.lines.join("\n")).to.equal(0);
    inventory = inventorySchema.parse(up.json["inventory"]);
    for (const version of ["v1", "v2", "v3"]) {
      images[version] = (await scene.push(version, inventory))["users"]!;
    }
    const first = await scene.run(deploy("v1"));
    expect(first.code, first.lines.join("\n")).to.equal(0);
  });

  after(() => scene.close());

  const deploy = (version: string, ...more: string[]) => [
    ...["deploy", "--service", "users", "--image", images[version]!.reference],
    ...more,
  ];

  const edit = (change: object) => editService(scene, "users", change);
  const production = () => servingTasks(scene, "users");
  const fleetOf = () => servingFleet(scene, "users");

  const environmentOf = async (): Promise<unknown> => {
    const { activeColor, fleets } = (await scene.release()).services["users"]!;
    return fleets[activeColor!].settings?.["environment"];
  };

  it("that need a release don't reach what serves by an `up`, which says what waits", async () => {
    const before = await production();
    edit({ environment: { GREETING: "hello" }, cpu: 512, memoryMiB: 1024 });
    const { code, json, lines } = await scene.run(["up"]);
    expect(code, lines.join("\n")).to.equal(0);
    const keys = ["cpu", "environment.GREETING", "memoryMiB"];
    expect(json["waiting"]).to.deep.equal({ users: keys });
    await delay(2000);
    expect(await production()).to.deep.equal(before);
    const { json: status } = await scene.run(["status"]);
    expect(status["waiting"]).to.deep.equal({ users: keys });
    const { json: verified } = await scene.run(["verify", "--drift"]);
    const found = (verified["findings"] as { check: string; subject: string; found: string }[])
      .filter(({ check }) => check === "settings")
      .map(({ subject, found: text }) => `${subject}: ${text}`);
    expect(found).to.deep.equal([`users: waiting for a release: ${keys.join(", ")}`]);
  });

  it("are planned key by key, and released alone with the image that serves", async () => {
    const planned = await scene.run(["plan", "--service", "users"]);
    expect(planned.code, planned.lines.join("\n")).to.equal(0);
    expect((planned.json as unknown as Plan).settings).to.deep.equal({
      users: [
        { key: "cpu", from: 256, to: 512 },
        { key: "environment.GREETING", to: "hello" },
        { key: "memoryMiB", from: 512, to: 1024 },
      ],
    });
    const { code, json, lines } = await scene.run(["deploy", "--service", "users"]);
    expect(code, lines.join("\n")).to.equal(0);
    const { services } = json as unknown as ReleaseResult;
    expect(services["users"]).to.include({ color: "green", digest: images["v1"]!.digest });
    expect(await environmentOf()).to.deep.equal({ GREETING: "hello" });
    expect((await scene.run(["up"])).json["waiting"]).to.deep.equal({});
  });

  it("are refused when nothing is to be released, with the way to restart anyway", async () => {
    const { code, json } = await scene.run(["deploy", "--service", "users"]);
    expect(code).to.equal(2);
    expect(json["found"]).to.equal(
      "nothing to release: users is already in production with this image and these settings",
    );
    expect(json["next"]).to.equal(
      "to restart the tasks anyway: bluegreen deploy --stack rehearsal --service users --restart",
    );
    const changed = await scene.run(deploy("v1", "--only-changed"));
    expect(changed.json).to.include({ ok: true, outcome: "unchanged" });
  });

  it("that crash are refused by the release, and production's tasks are still replaced", async () => {
    const before = await scene.release();
    const { rollout } = await fleetOf();
    edit({ environment: { CRASH: "1" } });
    const { code, json, lines } = await scene.run(deploy("v2"));
    expect(code, lines.join("\n")).to.equal(3);
    expect((json as unknown as ReleaseResult).returned).to.equal(false);
    const { services } = await scene.release();
    expect(services["users"]!.activeColor).to.equal(before.services["users"]!.activeColor);
    const dead = await production();
    const { serviceName } = (await scene.inventory()).services["users"]!.fleets.green;
    expect((await fleetOf()).rollout).to.deep.equal({ ...rollout, state: "COMPLETED" });
    const fleet = { cluster: inventory.clusterName, service: serviceName };
    for (const taskId of dead) {
      await scene.cloud.client.fault({ kind: "killTask", ...fleet, taskId });
    }
    const deadline = Date.now() + 30_000;
    let running = await production();
    let serving = await scene.serving("users");
    while (
      Date.now() < deadline &&
      (running.length < 2 ||
        running.some((id) => dead.includes(id)) ||
        serving !== images["v1"]!.digest)
    ) {
      await delay(250);
      running = await production();
      serving = await scene.serving("users");
    }
    expect(running).to.have.length(2);
    expect(running.filter((id) => dead.includes(id))).to.deep.equal([]);
    expect(serving).to.equal(images["v1"]!.digest);
  });

  it("go back together with the image, once, and to nothing that was refused", async () => {
    edit({ environment: { GREETING: "hi" } });
    // At once after an `up`, as a pipeline does.
    expect((await scene.run(["up"])).code).to.equal(0);
    const released = await scene.run(deploy("v3"));
    expect(released.code, released.lines.join("\n")).to.equal(0);
    expect(await environmentOf()).to.deep.equal({ GREETING: "hi" });
    const { code, json, lines } = await scene.run(["rollback", "--service", "users"]);
    expect(code, lines.join("\n")).to.equal(0);
    const { services } = json as unknown as ReleaseResult;
    expect(services["users"]).to.include({ digest: images["v1"]!.digest });
    expect(await environmentOf()).to.deep.equal({ GREETING: "hello" });
    const again = await scene.run(["rollback", "--service", "users"]);
    expect(again.code).to.equal(2);
    expect(again.json["found"]).to.match(/^users has no previous version to roll back to/);
  });

  it("of the number of tasks take effect at once, on the fleet that serves, and roll none", async () => {
    edit({ environment: { GREETING: "hello" } });
    for (const [size, stay] of [
      [3, 2],
      [1, 1],
    ] as const) {
      const before = await production();
      edit({ size });
      const refused = await scene.run(["deploy", "--service", "users"]);
      expect(refused.code, refused.lines.join("\n")).to.equal(2);
      expect(refused.json["next"]).to.equal("apply it: bluegreen up --stack rehearsal");
      const planned = await scene.run(["plan", "--service", "users", "--restart"]);
      expect((planned.json as unknown as Plan).sizes).to.deep.equal({
        users: { from: before.length, to: size },
      });
      const { code, json, lines } = await scene.run(["up"]);
      expect(code, lines.join("\n")).to.equal(0);
      expect(json["tasks"]).to.deep.equal({ users: size });
      const after = await production();
      expect(after).to.have.length(size);
      expect(after.filter((id) => before.includes(id))).to.have.length(stay);
    }
    edit({ size: 2 });
    expect((await scene.run(["up"])).json["tasks"]).to.deep.equal({ users: 2 });
  });

  it("of a state that an older version wrote are those of the last `up`, whatever was edited since", async () => {
    await reduceToOldState(scene);
    edit({ environment: { CRASH: "1" } });
    const before = await production();
    const { code, json, lines } = await scene.run(["up"]);
    expect(code, lines.join("\n")).to.equal(0);
    await delay(2000);
    expect(await production()).to.deep.equal(before);
    expect(json["waiting"]).to.deep.equal({ users: ["environment.CRASH", "environment.GREETING"] });
    expect((await scene.release()).version).to.equal(2);
  });
});
