import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Inventory, inventorySchema } from "../../release/inventory";
import type { ReleaseResult } from "../../automation/runbook/result";
import { buildImage } from "../../rehearsal/sample/buildImage";
import { Scene } from "../../rehearsal/scene";

type Pushed = Awaited<ReturnType<Scene["push"]>>;

/** On the real Pulumi, with one of the program's own alarms, which the test sets off while clients drain. */
describe("an alarm that goes off during the drain", function () {
  this.timeout(300_000);
  let scene: Scene;
  let inventory: Inventory;
  let v1: Pushed;
  let v2: Pushed;
  const deploy = (pushed: Pushed) => [
    "deploy",
    ...["--service", "users", "--image", pushed["users"]!.reference],
  ];
  const alarm = () => inventory.services["users"]!.fleets.green.alarms![0]!;

  before(async () => {
    scene = await Scene.open();
    const up = await scene.mustRun(["up"]);
    inventory = inventorySchema.parse(up.json["inventory"]);
    v1 = await scene.push("v1", inventory);
    v2 = await scene.push("v2", inventory);
    await scene.mustRun(deploy(v1));
  });
  after(() => scene.close());

  it("rolls production back by itself, within one `up`", async () => {
    const goOff = { kind: "alarm", name: alarm(), state: "ALARM", reason: "7.5 >= 5.0" } as const;
    const running = scene.start(deploy(v2), (line) => {
      if (line.startsWith("▸ drain")) void scene.cloud.client.fault(goOff);
    });
    const { code, json, lines } = await running.ended;
    expect(code, lines.join("\n")).to.equal(3);
    const result = json as unknown as ReleaseResult;
    expect(result.reasons).to.deep.equal([
      "an alarm went into ALARM after the switch",
      `alarm ${alarm()} went into ALARM: 7.5 >= 5.0`,
    ]);
    const steps = result.steps.map(({ step }) => step);
    expect(steps).to.deep.equal(["0", "1", "2", "3", "4", "5", "drain", "back", "drain", "undo"]);
    // stage, switch, return, undo: the rollback itself is one `up`.
    expect(result.upSeconds).to.have.length(4);
    expect(await scene.serving("users")).to.equal(v1["users"]!.digest);
    expect(await scene.tasks("users", "green")).to.equal(0);
  });

  it("is reported and ignored in a release that begins while it is in ALARM", async () => {
    const { code, lines } = await scene.run(deploy(v2));
    const text = lines.join("\n");
    expect(code, text).to.equal(0);
    expect(text).to.contain(
      `alarm ${alarm()} was already in ALARM before this release, and can't stop it until it has been OK again: 7.5 >= 5.0`,
    );
    expect(await scene.serving("users")).to.equal(v2["users"]!.digest);
  });
});

/** Closes each connection without an answer, other than to health checks, once `file` exists. */
const resetOnce = (file: string) => `
const { Server } = require("node:http");
const { existsSync } = require("node:fs");
const { emit } = Server.prototype;
Server.prototype.emit = function (event, request, ...others) {
  const resets = event === "request" && request.url !== "/health" && existsSync(${JSON.stringify(file)});
  return resets ? !!request.socket.destroy() : emit.call(this, event, request, ...others);
};
`;

/** Evaluated by the local cloud from what its load balancers have counted. */
describe("the error alarm of a version that resets its connections while clients drain", function () {
  this.timeout(300_000);

  it("rolls production back for the 502 that load balancers answer", async () => {
    const scene = await Scene.open({ afterTtl: { marginSeconds: 90, maxQuietSeconds: 1 } });
    try {
      const { v1 } = await scene.firstRelease();
      const directory = join(scene.workDir.images, "resets");
      await buildImage({ version: "v3", directory });
      const file = join(directory, "server.cjs");
      const signal = join(scene.workDir.root, "resets");
      writeFileSync(file, resetOnce(signal) + readFileSync(file, "utf8"));
      const { repositoryUri } = (await scene.inventory()).services["users"]!;
      await scene.cloud.client.push(repositoryUri, "v3", directory);
      const traffic = await scene.traffic(100);
      const image = `${repositoryUri}:v3`;
      const running = scene.start(["deploy", "--service", "users", "--image", image], (line) => {
        if (line.startsWith("▸ drain")) writeFileSync(signal, "");
      });
      const { code, json, lines } = await running.ended;
      await traffic.stop();
      expect(code, lines.join("\n")).to.equal(3);
      const [found, reason] = (json as unknown as ReleaseResult).reasons;
      expect(found).to.equal("an alarm went into ALARM after the switch");
      expect(reason).to.match(/users-green-errors went into ALARM: Threshold Crossed: /);
      expect(await scene.serving("users")).to.equal(v1["users"]!.digest);
    } finally {
      await scene.close();
    }
  });
});
