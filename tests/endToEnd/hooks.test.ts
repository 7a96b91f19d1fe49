import { expect } from "chai";
import { type Inventory, inventorySchema } from "../../release/inventory";
import type { ReleaseResult } from "../../automation/runbook/result";
import { Scene } from "../../rehearsal/scene";
import { RecordedHooks } from "../support/recordedHooks";

/** The real Pulumi with the unmodified program and deployer; hooks run as processes of the local cloud. */
describe("hooks in a release on the real Pulumi", function () {
  this.timeout(300_000);
  const recorded = new RecordedHooks();
  let scene: Scene;
  let inventory: Inventory;
  const images: Record<string, { reference: string; digest: string }> = {};

  before(async () => {
    scene = await Scene.open({ more: { users: recorded.settings(), matching: null } });
    const up = await scene.mustRun(["up"]);
    inventory = inventorySchema.parse(up.json["inventory"]);
    for (const version of ["v1", "v2"]) {
      images[version] = (await scene.push(version, inventory))["users"]!;
    }
  });

  after(async () => {
    await scene.close();
    recorded.close();
  });

  const deploy = (version: string) => [
    ...["deploy", "--service", "users"],
    ...["--image", images[version]!.reference],
  ];

  it("run in order, on the new image, before any of it serves", async () => {
    const { code, json, lines } = await scene.run(deploy("v1"));
    expect(code, lines.join("\n")).to.equal(0);
    const { steps, hooks } = json as unknown as ReleaseResult;
    const as = { color: "blue", digest: images["v1"]!.digest };
    expect(recorded.ran()).to.deep.equal(
      ["beforeStage", "beforeSwitch", "afterSwitch", "afterRetire"].map((hook) => ({
        hook,
        ...as,
      })),
    );
    expect(
      hooks.map(({ hook, ok, exitCode, output }) => [hook, ok, exitCode, output]),
    ).to.deep.equal([
      ["beforeStage", true, 0, "this is beforeStage"],
      ["beforeSwitch", true, 0, "this is beforeSwitch"],
      ["afterSwitch", true, 0, "this is afterSwitch"],
      ["afterRetire", true, 0, "this is afterRetire"],
    ]);
    expect(steps.map(({ step }) => step)).to.deep.equal(
      "0 define beforeStage 1 2 3 4 beforeSwitch 5 afterSwitch 6 afterRetire close".split(" "),
    );
    expect((await scene.release()).current).to.equal(null);
  });

  it("stop the release if one fails before the switch, and its output is reported", async () => {
    recorded.tell("beforeSwitch", "fails", true);
    const [{ code, json }, hooks] = await recorded.during(() => scene.run(deploy("v2")));
    recorded.tell("beforeSwitch", "fails", false);
    expect(code).to.equal(3);
    expect((json as unknown as ReleaseResult).reasons).to.deep.equal([
      "beforeSwitch of users failed",
      "exit code 3",
      "this is beforeSwitch",
    ]);
    expect(hooks).to.deep.equal(["beforeStage", "beforeSwitch"]);
    expect(await scene.serving("users")).to.equal(images["v1"]!.digest);
  });

  it("roll production back if one fails after the switch", async () => {
    recorded.tell("afterSwitch", "fails", true);
    const { code, json, lines } = await scene.run(deploy("v2"));
    recorded.tell("afterSwitch", "fails", false);
    expect(code).to.equal(3);
    expect((json as unknown as ReleaseResult).reasons[0]).to.equal("afterSwitch of users failed");
    expect(lines.join("\n")).to.contain("roll production back to users blue");
    expect(await scene.serving("users")).to.equal(images["v1"]!.digest);
    expect(await scene.tasks("users", "green")).to.equal(0);
  });

  it("do not run twice if declared `once`, even if the deployer is killed meanwhile", async () => {
    const [, first] = await recorded.during(() =>
      recorded.killedIn(scene, "beforeSwitch", deploy("v2")),
    );
    expect(first).to.deep.equal(["beforeStage", "beforeSwitch"]);
    expect((await scene.release()).current).to.deep.include({
      phase: "staged",
      begunHooks: ["users/beforeSwitch"],
    });
    const [{ code, lines }, second] = await recorded.during(() => scene.run(["resume"]));
    expect(code, lines.join("\n")).to.equal(0);
    expect(second).to.deep.equal(["afterSwitch", "afterRetire"]);
    expect(await scene.serving("users")).to.equal(images["v2"]!.digest);
  });

  it("are reported if one fails after the old fleet has stopped, and the release is done", async () => {
    recorded.tell("afterRetire", "fails", true);
    const { code, json } = await scene.run(deploy("v1"));
    expect(code).to.equal(6);
    expect(json).to.include({ ok: false, outcome: "done" });
    expect((json as unknown as ReleaseResult).reasons[0]).to.equal("afterRetire of users failed");
    expect((await scene.release()).current).to.equal(null);
    expect(await scene.serving("users")).to.equal(images["v1"]!.digest);
  });
});
