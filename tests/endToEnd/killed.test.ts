import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { inventorySchema } from "../../release/inventory";
import { killTree, processTree } from "../../rehearsal/run/killTree";
import { stackName } from "../../rehearsal/run/settings";
import { projectName } from "../../rehearsal/run/workDir";
import { Scene } from "../../rehearsal/scene";

const ecsService = "aws:ecs/service:Service";
const record = "aws:route53/record:Record";

/** Signals, kills and locks, on the real Pulumi. */
describe("a deployer that is stopped or killed", function () {
  this.timeout(300_000);
  let scene: Scene;
  const images: Record<string, string> = {};

  before(async () => {
    scene = await Scene.open();
    const up = await scene.run(["up"]);
    expect(up.code, up.lines.join("\n")).to.equal(0);
    const inventory = inventorySchema.parse(up.json["inventory"]);
    for (const version of ["v1", "v2"]) {
      images[version] = (await scene.push(version, inventory))["users"]!.reference;
    }
  });

  after(() => scene.close());

  /** Starts a release and holds it in the middle of an `up`'s operation. */
  async function heldAt(
    version: string,
    operation: { operation: "create" | "update"; type: string; name: string; when?: "after" },
  ) {
    const { id } = await scene.cloud.client.fault({ kind: "pause", ...operation });
    const told: string[] = [];
    const running = scene.start(
      // The version may be the one in production already.
      ["deploy", "--service", "users", "--image", images[version]!, "--restart"],
      (line) => told.push(line),
    );
    const reached = async () =>
      (await scene.cloud.client.faults()).some((fault) => fault.id === id && fault.reached);
    const ended = running.ended.then(({ lines }) => {
      throw new Error(`the release ended early:\n${lines.join("\n")}`);
    });
    while (!(await reached())) await Promise.race([delay(100), ended]);
    ended.catch(() => undefined);
    const tree = processTree(running.pid);
    const isTold = async (text: string) => {
      while (!told.some((line) => line.startsWith(text))) await Promise.race([delay(50), ended]);
    };
    return { running, tree, isTold, goOn: () => scene.cloud.client.releaseFault(id!, "continue") };
  }

  const serviceCreate = { operation: "create", type: ecsService, name: "users-blue" } as const;

  const living = (pids: number[]) =>
    pids.filter((pid) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    });

  async function untilGone(pids: number[]): Promise<void> {
    while (living(pids).length > 0) await delay(100);
  }

  /** As a Pulumi CLI does that keeps metadata, and is killed while it writes that. */
  function leaveMetadataEmpty(): void {
    const stacks = join(scene.workDir.root, "state", ".pulumi", "stacks", projectName);
    writeFileSync(join(stacks, `${stackName}.json.attrs`), "");
  }

  it("adopts, after `unlock`, what a killed Pulumi created and could not record", async () => {
    const { running, goOn } = await heldAt("v1", { ...serviceCreate, when: "after" });
    const refusedWhileAlive = await scene.run(["unlock"]);
    expect(refusedWhileAlive.code).to.equal(5);
    expect(refusedWhileAlive.json["found"]).to.match(
      /^stack rehearsal is locked by \S+@\S+ \(pid \d+\), for \d+ s; that process is still running on this host$/,
    );
    killTree(running.pid);
    await running.ended;
    await goOn();
    const held = await scene.run(["resume"]);
    expect(held.code).to.equal(5);
    expect(held.json["next"]).to.contain("bluegreen unlock --stack rehearsal");
    leaveMetadataEmpty();

    const { code, json, lines } = await scene.run(["unlock"]);
    expect(code, lines.join("\n")).to.equal(0);
    expect(json["freed"]).to.have.length(1);
    const found = json["found"] as { name: string; type: string; physicalName: string }[];
    expect(found.map(({ name, type }) => `${name} ${type}`)).to.deep.equal([
      `users-blue ${ecsService}`,
    ]);
    expect(json["unknown"]).to.deep.equal([]);
    const again = await scene.run(["unlock"]);
    expect(again.code).to.equal(0);
    expect(again.json).to.deep.include({ freed: [], found: [], absent: [], unknown: [] });

    // The next release uses the same service, so nothing was created twice.
    const deployed = await scene.run(["deploy", "--service", "users", "--image", images["v1"]!]);
    expect(deployed.code, deployed.lines.join("\n")).to.equal(0);
    const { fleets } = (await scene.inventory()).services["users"]!;
    expect(fleets.blue.serviceName).to.equal(found[0]!.physicalName);
  });

  it("leaves no lock and no running Pulumi behind if only the deployer was killed", async () => {
    const { running, tree, goOn } = await heldAt("v2", {
      operation: "update",
      type: record,
      name: "users-production",
    });
    running.kill("SIGKILL");
    await running.ended;
    await goOn();
    await untilGone(tree);
    const { code, lines } = await scene.run(["resume"]);
    expect([0, 3], lines.join("\n")).to.include(code);
  });

  it("finishes a release even if nobody reads its output", async () => {
    const child = spawn(
      process.execPath,
      [
        ...["--require", "tsx/cjs", join(__dirname, "../../rehearsal/bluegreen.ts")],
        ...["deploy", "--service", "users", "--image", images["v1"]!],
        ...["--stack", stackName, "--cwd", scene.workDir.root],
      ],
      { env: { ...process.env, ...scene.env }, stdio: ["ignore", "pipe", "pipe"] },
    );
    const ended = once(child, "exit");
    child.stderr.once("data", () => {
      child.stderr.destroy();
      child.stdout.destroy();
    });
    expect(await ended).to.deep.equal([0, null]);
    expect((await scene.release()).current).to.equal(null);
  });

  it("ends cleanly on Ctrl-C in a terminal, which every process of its group gets", async () => {
    const { running, tree, goOn } = await heldAt("v1", {
      operation: "update",
      type: record,
      name: "users-production",
    });
    process.kill(-running.pid, "SIGINT");
    await delay(1000);
    process.kill(-running.pid, "SIGINT");
    await delay(1000);
    expect(living(tree)).to.include(running.pid);
    await goOn();
    const { code, lines, json } = await running.ended;
    expect(code, lines.join("\n")).to.equal(4);
    expect(json["next"]).to.equal("bluegreen resume --stack rehearsal");
    expect(lines.filter((line) => line.startsWith("SIGINT: stopping"))).to.have.length(1);
    await untilGone(tree);
    expect((await scene.run(["unlock"])).json["freed"]).to.deep.equal([]);
    const resumed = await scene.run(["resume"]);
    expect([0, 3], resumed.lines.join("\n")).to.include(resumed.code);
  });

  it("ends at once on the third Ctrl-C and says what to do next", async () => {
    const { running, tree, isTold, goOn } = await heldAt("v2", {
      operation: "update",
      type: record,
      name: "users-production",
    });
    // A signal that comes before the one before it was handled would be one with it.
    for (const answer of ["SIGINT: stopping", "still stopping. Press Ctrl-C once more"]) {
      process.kill(-running.pid, "SIGINT");
      await isTold(answer);
    }
    process.kill(-running.pid, "SIGINT");
    const { code, json } = await running.ended;
    expect(code).to.equal(4);
    expect(json["next"]).to.equal(
      "bluegreen unlock --stack rehearsal; bluegreen resume --stack rehearsal --if-any",
    );
    await untilGone(tree);
    await goOn();
    expect((await scene.run(["unlock"])).json["freed"]).to.have.length(1);
    const resumed = await scene.run(["resume"]);
    expect([0, 3], resumed.lines.join("\n")).to.include(resumed.code);
    expect((await scene.release()).current).to.equal(null);
  });
});
