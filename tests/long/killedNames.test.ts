import { expect } from "chai";
import { domain } from "../../rehearsal/run/settings";
import { Scene } from "../../rehearsal/scene";
import { allSucceeded, trafficOnNames } from "../support/nameTraffic";

const users = `users.${domain}`;

/** Under traffic, on the real Pulumi. */
describe("a name of a service that is being removed", function () {
  this.timeout(300_000);
  let scene: Scene;

  before(async () => {
    scene = await Scene.open({ more: { matching: null } });
    await scene.firstRelease();
  });
  after(() => scene.close());

  for (const [when, line] of [
    ["while its record is being deleted", /delete its record/],
    ["while its clients leave", /clients that still know the address/],
    ["while its rules are being deleted", /delete its rules/],
  ] as const) {
    it(`is removed by the same command again if that was killed ${when}`, async () => {
      await scene.mustRun(["host", "add", "old", "--service", "users"]);
      const remove = ["host", "remove", "old", "--service", "users"];
      const killed = scene.start(remove, (text) => {
        if (line.test(text)) killed.kill("SIGKILL");
      });
      await killed.ended;
      const others = await trafficOnNames(scene, [users]);
      const status = await scene.run(["status"]);
      expect(status.code, status.lines.join("\n")).to.equal(0);
      await scene.run(["unlock"]);
      const { code, lines } = await scene.run(remove);
      expect(code, lines.join("\n")).to.equal(0);
      await allSucceeded(others);
      const { services } = await scene.inventory();
      // A list is there only with more than one.
      expect(services["users"]).to.include({ productionName: users });
      expect(services["users"]).to.not.have.property("productionNames");
      expect((await scene.run(["up"])).code).to.equal(0);
    });
  }
});
