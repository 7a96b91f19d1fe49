import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import type { Plan } from "../../automation/plan/plan";
import type { ReleaseResult } from "../../automation/runbook/result";
import type { Pushed } from "../../rehearsal/run/images";
import { newHealthCheck } from "../../rehearsal/run/edits/pending";
import { Scene } from "../../rehearsal/scene";

/**
 * Edits that once reached production before their tests. What else such edits do: settings.test.ts (with an
 * image that serves no more), tests/long/settings.test.ts (under traffic).
 */
describe("an edit of the settings, through the pipeline of the README", function () {
  this.timeout(300_000);
  let scene: Scene;
  let file: string;
  let images: Record<"v1" | "v2", Record<string, Pushed>>;

  before(async () => {
    scene = await Scene.open();
    images = await scene.firstRelease();
    file = join(scene.workDir.root, "release.yaml");
  });

  after(() => scene.close());

  const ask = (version: "v1" | "v2") =>
    writeFileSync(file, stringify({ services: { users: images[version]["users"]!.reference } }));

  /** What runs after a merge, command by command; ends with the first one that fails. */
  async function merge() {
    const commands = [
      ["resume", "--if-any"],
      ["up"],
      ["deploy", "--file", file, "--only-changed"],
    ] as const;
    const codes: (number | null)[] = [];
    for (const command of commands) {
      const ended = await scene.run([...command]);
      codes.push(ended.code);
      if (ended.code !== 0 || command === commands[2]) return { codes, ...ended };
    }
    throw new Error("unreachable");
  }

  const production = async () => {
    const { services } = await scene.release();
    const { clusterName, services: all } = await scene.inventory();
    const { serviceName } = all["users"]!.fleets[services["users"]!.activeColor!];
    const { rollout, running } = (await scene.cloud.client.fleet(clusterName, serviceName))!;
    const { taskDefinitionArn, state } = rollout;
    return { taskDefinitionArn, state, tasks: running.map(({ taskId }) => taskId).sort() };
  };

  it("that crashes the image in production is planned, and refused by the release", async () => {
    ask("v1");
    const before = await production();
    scene.workDir.editServices({ users: { environment: { CRASH: "1" } } });
    const planned = await scene.run(["plan", "--file", file, "--only-changed"]);
    expect(planned.code, planned.lines.join("\n")).to.equal(0);
    expect((planned.json as unknown as Plan).settings).to.deep.equal({
      users: [{ key: "environment.CRASH", to: "1" }],
    });
    const { codes, json, lines } = await merge();
    expect(codes, lines.join("\n")).to.deep.equal([0, 0, 3]);
    expect((json as unknown as ReleaseResult).returned).to.equal(false);
    expect(await production()).to.deep.equal({ ...before, state: "COMPLETED" });
    expect(await scene.serving("users")).to.equal(images.v1["users"]!.digest);
  });

  it("that works only with the new image is released with it, and no request fails", async () => {
    ask("v2");
    scene.workDir.editServices({ users: { environment: {}, healthCheck: newHealthCheck } });
    const traffic = await scene.traffic(50);
    const { codes, lines } = await merge();
    const { requests, failed, failures } = await traffic.stop();
    expect(codes, lines.join("\n")).to.deep.equal([0, 0, 0]);
    expect(failed, JSON.stringify(failures[0])).to.equal(0);
    expect(requests).to.be.greaterThan(200);
    expect(await scene.serving("users")).to.equal(images.v2["users"]!.digest);
    expect((await production()).state).to.equal("COMPLETED");
  });
});
