import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { Scene } from "../../rehearsal/scene";
import { formerServices, reduceToOldState } from "../support/oldState";
import { editService, servingTasks } from "../support/running";

/** The real engine, program and deployer. */
describe("an edit that has a service called by another one", function () {
  this.timeout(240_000);
  let scene: Scene;

  before(async () => {
    scene = await Scene.open({ more: formerServices });
    await scene.firstRelease();
  });

  after(() => scene.close());

  it("replaces no task, until a release of its own", async () => {
    const [before, digest] = [
      await servingTasks(scene, "matching"),
      await scene.serving("matching"),
    ];
    // Whoever is called is behind a private load balancer too.
    editService(scene, "users", { calls: ["matching"] });
    const { code, json, lines } = await scene.run(["up"]);
    expect(code, lines.join("\n")).to.equal(0);
    expect(json["tasks"]).to.deep.equal({});
    expect(json["waiting"]).to.deep.equal({ users: ["calls"], matching: ["calledBy"] });
    expect(await servingTasks(scene, "matching")).to.deep.equal(before);
    const early = await scene.run(["deploy", "--service", "users"]);
    expect(early.code, early.lines.join("\n")).to.equal(2);
    expect(early.json["next"]).to.equal(
      "release it first: bluegreen deploy --stack rehearsal --service matching; then run the command again",
    );
    const called = await scene.run(["deploy", "--service", "matching", "--service", "users"]);
    expect(called.code, called.lines.join("\n")).to.equal(0);
    expect(await scene.serving("matching")).to.equal(digest);
    const { services } = await scene.inventory();
    expect(services["matching"]!.privateName).to.equal("matching.internal.rehearsal.test");
    expect((await scene.run(["up"])).json).to.deep.include({ tasks: {}, waiting: {} });
    editService(scene, "users", { calls: undefined });
    // It keeps its private name, since ECS would replace its tasks without one too.
    const after = await servingTasks(scene, "matching");
    expect((await scene.run(["up"])).json["tasks"]).to.deep.equal({});
    expect(await servingTasks(scene, "matching")).to.deep.equal(after);
    editService(scene, "users", { calls: ["matching"] });
    expect((await scene.run(["up"])).json).to.deep.include({ tasks: {}, waiting: {} });
  });

  it("replaces none either where an older version wrote the state", async () => {
    await reduceToOldState(scene);
    const before = await servingTasks(scene, "matching");
    const { code, json, lines } = await scene.run(["up"]);
    expect(code, lines.join("\n")).to.equal(0);
    expect(json).to.deep.include({ tasks: {}, waiting: {} });
    await delay(2000);
    expect(await servingTasks(scene, "matching")).to.deep.equal(before);
  });
});
