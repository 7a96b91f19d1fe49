import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Color } from "../../release/state";
import { Scene } from "../../rehearsal/scene";

const queue = { arn: "arn:aws:sqs:eu-central-1:123456789012:jobs", perTask: 10 };
const works = `process.on("SIGTERM", () => process.exit(0)); setInterval(() => undefined, 1000);`;
const selfTests = { v1: "", v2: "", v3: "", fails: "process.exit(2);" };
type Version = keyof typeof selfTests;

/** On the real Pulumi: a worker that AWS scales to 0 between releases. The local cloud follows no queue: the test scales. */
describe("a worker that was scaled to 0 by design", function () {
  this.timeout(180_000);
  let scene: Scene;
  const pushed = {} as Record<Version, string>;

  before(async () => {
    const mailer = {
      ...{ kind: "worker", startSeconds: 10, stopSeconds: 20 },
      selfTest: { command: ["node", "self-test.cjs"], timeoutSeconds: 20 },
      size: { min: 0, max: 4, target: { queue, cpuPercent: 60 } },
    };
    scene = await Scene.open({ more: { users: null, matching: null, mailer } });
    await scene.mustRun(["up"]);
    const { services } = await scene.inventory();
    const { repositoryUri } = services["mailer"]!;
    for (const [version, selfTest] of Object.entries(selfTests)) {
      const directory = join(scene.workDir.images, version);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, "server.cjs"), `${works} // ${version}`);
      writeFileSync(join(directory, "self-test.cjs"), selfTest);
      await scene.cloud.client.push(repositoryUri, version, directory);
      pushed[version as Version] = `${repositoryUri}:${version}`;
    }
  });

  after(() => scene.close());

  const deployArgs = (version: Version) => [
    ...["deploy", "--service", "mailer"],
    ...["--image", pushed[version]],
  ];

  async function look(color: Color) {
    const { clusterName, services } = await scene.inventory();
    const { serviceName } = services["mailer"]!.fleets[color];
    return serviceName === "" ? null : scene.cloud.client.fleet(clusterName, serviceName);
  }
  const desired = async () => [(await look("blue"))?.desired, (await look("green"))?.desired];

  /** What the autoscaler does. */
  async function scale(color: Color, tasks: number) {
    const { clusterName, services } = await scene.inventory();
    const { serviceName } = services["mailer"]!.fleets[color];
    return scene.cloud.client.scale(clusterName, serviceName, tasks);
  }

  it("starts with one task, which AWS may stop, and a plain `up` leaves it so", async () => {
    await scene.mustRun(deployArgs("v1"));
    expect(await desired()).to.deep.equal([1, undefined]);
    expect(await scale("blue", 0)).to.deep.equal({ desired: 0, reason: "" });
    await scene.mustRun(["up"]);
    expect(await desired()).to.deep.equal([0, undefined]);
    const { code, json } = await scene.run(["status"]);
    expect({ code, sentence: json["sentence"] }).to.deep.equal({
      code: 0,
      sentence: "no release is in progress.",
    });
    const resumed = await scene.run(["resume"]);
    expect(resumed.lines.join("\n")).to.contain("AWS matches the recorded state");
  });

  it("has a task in a release, of one version at a time, and may have none again after it", async () => {
    const seen: unknown[] = [];
    const running = scene.start(deployArgs("v2"), (line) => {
      if (line.startsWith("▸ 4")) seen.push(desired(), scale("blue", 0));
    });
    const { code, lines } = await running.ended;
    expect(code, lines.join("\n")).to.equal(0);
    expect(await Promise.all(seen)).to.deep.equal([
      [1, 0],
      { desired: 1, reason: "scaling is suspended" },
    ]);
    expect(await desired()).to.deep.equal([0, 1]);
    expect(await scale("green", 0)).to.deep.equal({ desired: 0, reason: "" });
  });

  it("is given back its bounds if the new version fails its self-test", async () => {
    const { code } = await scene.run(deployArgs("fails"));
    expect(code).to.equal(3);
    expect(await desired()).to.deep.equal([0, 1]);
    expect(await scale("green", 0)).to.deep.equal({ desired: 0, reason: "" });
  });

  it("is released by `resume` if the deployer was killed before the switch", async () => {
    const running = scene.start(deployArgs("v3"), (line) => {
      if (line.startsWith("▸ 4")) running.kill("SIGKILL");
    });
    await running.ended;
    const { code, lines } = await scene.run(["resume"]);
    expect(code, lines.join("\n")).to.equal(0);
    const { current, services } = await scene.release();
    expect([current, services["mailer"]!.activeColor]).to.deep.equal([null, "blue"]);
    expect(await desired()).to.deep.equal([1, 0]);
    expect(await scale("blue", 0)).to.deep.equal({ desired: 0, reason: "" });
  });

  it("is decommissioned as it is", async () => {
    const { code, lines } = await scene.run(["service", "remove", "mailer"]);
    expect(code, lines.join("\n")).to.equal(0);
    expect((await scene.release()).services["mailer"]?.activeColor ?? null).to.equal(null);
  });
});
