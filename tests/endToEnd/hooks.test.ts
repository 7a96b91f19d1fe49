import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { type Inventory, inventorySchema } from "../../release/inventory";
import type { ReleaseResult } from "../../automation/runbook/result";
import { Scene } from "../../rehearsal/scene";

/** A hook that writes down that it ran, and as what; a file tells it to fail or to take its time. */
const script = `
  const { appendFileSync, existsSync } = require("node:fs");
  const { HOOK_LOG: log, BLUEGREEN_HOOK: hook, BLUEGREEN_COLOR: color, IMAGE_DIGEST: digest } = process.env;
  appendFileSync(log, JSON.stringify({ hook, color, digest }) + "\\n");
  console.log("this is", hook);
  const fails = existsSync(log + "." + hook + ".fails");
  setTimeout(() => process.exit(fails ? 3 : 0), existsSync(log + "." + hook + ".slow") ? 2000 : 0);
`;

interface Ran {
  hook: string;
  color: string;
  digest: string;
}

/** The real Pulumi with the unmodified program and deployer; hooks run as processes of the local cloud. */
describe("hooks in a release on the real Pulumi", function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), "bluegreen-hooks-"));
  const log = join(folder, "log");
  let scene: Scene;
  let inventory: Inventory;
  const images: Record<string, { reference: string; digest: string }> = {};

  before(async () => {
    const hook = { command: ["node", "-e", script], timeoutSeconds: 20 };
    scene = await Scene.open({
      more: {
        users: {
          environment: { HOOK_LOG: log },
          hooks: {
            beforeStage: hook,
            beforeSwitch: { ...hook, once: true },
            afterSwitch: hook,
            afterRetire: hook,
          },
        },
        matching: null,
      },
    });
    const up = await scene.mustRun(["up"]);
    inventory = inventorySchema.parse(up.json["inventory"]);
    for (const version of ["v1", "v2", "v3"]) {
      images[version] = (await scene.push(version, inventory))["users"]!;
    }
  });

  after(async () => {
    await scene.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const deploy = (version: string) => [
    ...["deploy", "--service", "users"],
    ...["--image", images[version]!.reference],
  ];
  const ran = (): Ran[] =>
    existsSync(log)
      ? readFileSync(log, "utf8")
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as Ran)
      : [];
  /** Hooks that ran during an action, in order. */
  const hooksDuring = async <T>(action: () => Promise<T>): Promise<[T, string[]]> => {
    const before = ran().length;
    const result = await action();
    return [
      result,
      ran()
        .slice(before)
        .map(({ hook }) => hook),
    ];
  };
  const tell = (hook: string, what: "fails" | "slow", on: boolean) => {
    const file = `${log}.${hook}.${what}`;
    if (on) writeFileSync(file, "");
    else rmSync(file, { force: true });
  };

  it("run in order, on the new image, before any of it serves", async () => {
    const { code, json, lines } = await scene.run(deploy("v1"));
    expect(code, lines.join("\n")).to.equal(0);
    const { steps, hooks } = json as unknown as ReleaseResult;
    const as = { color: "blue", digest: images["v1"]!.digest };
    expect(ran()).to.deep.equal(
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
    tell("beforeSwitch", "fails", true);
    const [{ code, json }, hooks] = await hooksDuring(() => scene.run(deploy("v2")));
    tell("beforeSwitch", "fails", false);
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
    tell("afterSwitch", "fails", true);
    const { code, json, lines } = await scene.run(deploy("v2"));
    tell("afterSwitch", "fails", false);
    expect(code).to.equal(3);
    expect((json as unknown as ReleaseResult).reasons[0]).to.equal("afterSwitch of users failed");
    expect(lines.join("\n")).to.contain("roll production back to users blue");
    expect(await scene.serving("users")).to.equal(images["v1"]!.digest);
    expect(await scene.tasks("users", "green")).to.equal(0);
  });

  const killedIn = async (hook: string, version: string): Promise<void> => {
    tell(hook, "slow", true);
    const before = ran().length;
    const running = scene.start(deploy(version), () => undefined);
    while (
      !ran()
        .slice(before)
        .some((one) => one.hook === hook)
    )
      await delay(50);
    running.kill("SIGKILL");
    await running.ended;
    tell(hook, "slow", false);
  };

  it("do not run twice if declared `once`, even if the deployer is killed meanwhile", async () => {
    const [, first] = await hooksDuring(() => killedIn("beforeSwitch", "v2"));
    expect(first).to.deep.equal(["beforeStage", "beforeSwitch"]);
    expect((await scene.release()).current).to.deep.include({
      phase: "staged",
      begunHooks: ["users/beforeSwitch"],
    });
    const [{ code, lines }, second] = await hooksDuring(() => scene.run(["resume"]));
    expect(code, lines.join("\n")).to.equal(0);
    expect(second).to.deep.equal(["afterSwitch", "afterRetire"]);
    expect(await scene.serving("users")).to.equal(images["v2"]!.digest);
  });

  it("ask a person if it is unknown whether a `once` hook has run", async () => {
    await killedIn("beforeSwitch", "v3");
    await delay(2500);
    await scene.cloud.client.fault({ kind: "forgetTasks" });
    const asked = await scene.run(["resume"]);
    expect(asked.code).to.equal(4);
    const { activeColor } = (await scene.release()).services["users"]!;
    const where = `production as recorded: users on ${activeColor}`;
    expect(String(asked.json["found"])).to.satisfy((found: string) =>
      found.startsWith(`release paused (${where}): users/beforeSwitch may or may not have run`),
    );
    const answer = ["resume", "--hook-ran", "users/beforeSwitch"];
    const [{ code, lines }, hooks] = await hooksDuring(() => scene.run(answer));
    expect(code, lines.join("\n")).to.equal(0);
    expect(hooks).to.deep.equal(["afterSwitch", "afterRetire"]);
    expect(await scene.serving("users")).to.equal(images["v3"]!.digest);
  });

  it("are reported if one fails after the old fleet has stopped, and the release is done", async () => {
    tell("afterRetire", "fails", true);
    const { code, json } = await scene.run(deploy("v1"));
    expect(code).to.equal(6);
    expect(json).to.include({ ok: false, outcome: "done" });
    expect((json as unknown as ReleaseResult).reasons[0]).to.equal("afterRetire of users failed");
    expect((await scene.release()).current).to.equal(null);
    expect(await scene.serving("users")).to.equal(images["v1"]!.digest);
  });
});
