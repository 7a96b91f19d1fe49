import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import type { Pushed } from "../../rehearsal/run/images";
import { Scene } from "../../rehearsal/scene";
import { RecordedHooks } from "../support/recordedHooks";

/** On the real Pulumi: the cloud has forgotten the task of a hook that may run only once. */
describe("a `once` hook of which nobody knows whether it has run", function () {
  this.timeout(300_000);
  const recorded = new RecordedHooks();
  let scene: Scene;
  let v2: Record<string, Pushed>;
  const deploy = (pushed: Record<string, Pushed>) => [
    ...["deploy", "--service", "users", "--image", pushed["users"]!.reference],
  ];

  before(async () => {
    scene = await Scene.open({ more: { users: recorded.settings(), matching: null } });
    ({ v2 } = await scene.firstRelease());
  });

  after(async () => {
    await scene.close();
    recorded.close();
  });

  it("is asked about to a person, whose answer lets the release end", async () => {
    await recorded.killedIn(scene, "beforeSwitch", deploy(v2));
    await delay(2500);
    await scene.cloud.client.fault({ kind: "forgetTasks" });
    const asked = await scene.run(["resume"]);
    expect(asked.code).to.equal(4);
    const where = "production as recorded: users on blue";
    expect(String(asked.json["found"])).to.satisfy((found: string) =>
      found.startsWith(`release paused (${where}): users/beforeSwitch may or may not have run`),
    );
    const answer = ["resume", "--hook-ran", "users/beforeSwitch"];
    const [{ code, lines }, hooks] = await recorded.during(() => scene.run(answer));
    expect(code, lines.join("\n")).to.equal(0);
    expect(hooks).to.deep.equal(["afterSwitch", "afterRetire"]);
    expect(await scene.serving("users")).to.equal(v2["users"]!.digest);
  });
});
