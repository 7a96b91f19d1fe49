import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import type { ReleaseResult } from "../../automation/runbook/result";
import type { ResourceChange } from "../../automation/plan/changes";
import { Scene } from "../../rehearsal/scene";

/** A prototype is added and removed on the real Pulumi, beside a service that keeps serving. */
describe("a prototype on the real Pulumi", function () {
  this.timeout(600_000);
  let scene: Scene;
  let resources: number;
  /** Planned changes: afterwards there must be that many more resources, and later that many fewer. */
  let prototypeResources: number;
  /** Its first image. */
  let first: string;

  before(async () => {
    scene = await Scene.open();
    await scene.mustRun(["up"]);
    resources = (await scene.cloud.client.resources()).length;
  });

  after(() => scene.close());

  const add = (...more: string[]) => scene.run(["service", "add", "proto", ...more]);
  const remove = (...more: string[]) => scene.run(["service", "remove", "proto", ...more]);
  const release = async (version: string) => {
    const { proto } = await scene.push(version, await scene.inventory());
    const { reference } = proto!;
    if (version === "v1") first = reference;
    return scene.run(["deploy", "--service", "proto", "--image", reference]);
  };

  it("can be planned without changing anything", async () => {
    const settings = scene.committedSettings();
    const { code, json, lines } = await add("--dry-run");
    expect(code, lines.join("\n")).to.equal(0);
    expect(json).to.include({ ok: true, edited: false, applied: false });
    const changes = json["changes"] as ResourceChange[];
    expect(changes.every(({ op, name }) => op === "create" && name.startsWith("proto"))).to.be.true;
    expect(changes.map(({ name }) => name)).to.include.members(["proto", "proto-bb", "proto-task"]);
    prototypeResources = changes.length;
    expect(scene.committedSettings()).to.equal(settings);
    expect(await scene.cloud.client.resources()).to.have.length(resources);
  });

  it("goes into production with one command and one release", async () => {
    const { code, json, lines } = await add();
    expect(code, lines.join("\n")).to.equal(0);
    expect(json).to.include({ ok: true, edited: true, applied: true });
    expect(await scene.cloud.client.resources()).to.have.length(resources + prototypeResources);
    const deployed = await release("v1");
    expect(deployed.code, deployed.lines.join("\n")).to.equal(0);
    const { proto } = (deployed.json as unknown as ReleaseResult).services;
    expect(await scene.serving("proto")).to.equal(proto!.digest);
  });

  it("is not removed during a release of it", async () => {
    const { proto } = await scene.push("v2", await scene.inventory());
    const deploy = ["deploy", "--service", "proto", "--image", proto!.reference];
    const running = scene.start(deploy, (line) => {
      if (line.startsWith("▸ 4")) running.kill("SIGKILL");
    });
    await running.ended;
    const settings = scene.committedSettings();
    const { code, json } = await remove();
    expect(code).to.equal(5);
    expect(json["found"]).to.match(
      /^release r-\w+ of proto is already in progress \(phase staged\), started by /,
    );
    expect(scene.committedSettings()).to.equal(settings);
    expect((await scene.run(["abort"])).code).to.equal(3);
  });

  it("is removed with one command: the name first, the fleet after the TTL, then the rest", async () => {
    const steps: string[] = [];
    const running = scene.start(["service", "remove", "proto"], (line) => {
      if (line.startsWith("✔")) steps.push(line.replace(/ \(.*/, ""));
      // The name is gone, but clients that still hold the address must be served.
      if (line.startsWith("▸ drain")) void served.push(scene.tasks("proto", "blue"));
    });
    const served: Promise<number>[] = [];
    const { code, json, lines } = await running.ended;
    expect(code, lines.join("\n")).to.equal(0);
    expect(json).to.include({ ok: true, edited: true, applied: true });
    expect(steps).to.deep.equal([
      "✔ decommission record the decommission of proto",
      "✔ 5     take proto out of production",
      "✔ drain wait for clients to leave proto blue",
      "✔ 6     stop proto blue",
    ]);
    expect(await Promise.all(served)).to.deep.equal([1]);
    expect(scene.committedSettings()).to.not.contain("proto");
    // Its images stay.
    expect(await scene.cloud.client.resources()).to.have.length(resources + 1);
    expect(json["keptRepositories"]).to.deep.equal(["bluegreen/rehearsal/proto"]);
    expect(await scene.serving("proto")).to.match(/^nothing/);
  });

  it("takes its repository over when it is added again, after a killed `up` too, and serves an old image", async () => {
    const killed = scene.start(["service", "add", "proto"], (line) => {
      if (/taking over proto /.test(line)) killed.kill("SIGKILL");
    });
    await killed.ended;
    await scene.run(["unlock"]);
    const { code, lines } = await scene.run(["up"]);
    expect(code, lines.join("\n")).to.equal(0);
    expect(await scene.cloud.client.resources()).to.have.length(resources + prototypeResources);
    // Pushed before the service was removed.
    const deployed = await scene.run(["deploy", "--service", "proto", "--image", first]);
    expect(deployed.code, deployed.lines.join("\n")).to.equal(0);
    expect((await scene.run(["up"])).code).to.equal(0);
  });

  it("is removed with its images if that is asked for", async () => {
    const { code, lines } = await remove("--delete-images");
    expect(code, lines.join("\n")).to.equal(0);
    expect(await scene.cloud.client.resources()).to.have.length(resources);
  });

  it("is back in production if its removal is aborted halfway", async () => {
    await scene.mustRun(["service", "add", "proto"]);
    expect((await release("v3")).code).to.equal(0);
    const serving = await scene.serving("proto");
    const running = scene.start(["service", "remove", "proto"], (line) => {
      if (line.startsWith("▸ drain")) running.kill("SIGKILL");
    });
    await running.ended;
    expect(await scene.serving("proto")).to.match(/^nothing/);
    const { code, lines } = await scene.run(["abort"]);
    expect(code, lines.join("\n")).to.equal(3);
    await delay(1000);
    expect(await scene.serving("proto")).to.equal(serving);
  });

  it("is not removed from the settings only while it serves, since its clients would not be drained", async () => {
    const settings = scene.committedSettings();
    const { code, json } = await remove("--no-up");
    expect(code).to.equal(2);
    expect(json["found"]).to.equal(
      "proto is in production, and `up` alone would delete it without draining its clients",
    );
    expect(json["next"]).to.equal("bluegreen service remove proto --stack rehearsal");
    expect(scene.committedSettings()).to.equal(settings);
  });

  it("needs a confirmation to be removed from production in a protected environment", async () => {
    const settings = scene.committedSettings();
    scene.writeSettings(settings.replace("config:\n", "config:\n  bluegreen:protect: true\n"));
    const { code, json } = await remove();
    expect(code).to.equal(2);
    expect(json["found"]).to.equal(
      "proto is in production, and rehearsal is a protected environment",
    );
    expect(json["next"]).to.equal(
      "bluegreen service remove proto --stack rehearsal --confirm proto",
    );
    scene.writeSettings(settings);
  });
});
