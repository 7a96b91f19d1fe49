import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { ReleaseResult } from "../../automation/runbook/result";
import type { Inventory } from "../../release/inventory";
import { Scene } from "../../rehearsal/scene";

/** Environments and previews created and destroyed on the real Pulumi, beside one that keeps serving. */
describe("environments and previews on the real Pulumi", function () {
  this.timeout(900_000);
  let scene: Scene;
  let inventory: Inventory;
  const images: Record<string, string> = {};
  const digests: Record<string, string> = {};

  before(async () => {
    scene = await Scene.open();
    await scene.mustRun(["up"]);
    inventory = await scene.inventory();
    for (const version of ["v1", "v2"]) {
      const { users, matching } = await scene.push(version, inventory);
      images[version] = users!.reference;
      digests[version] = users!.digest;
      images[`matching-${version}`] = matching!.reference;
    }
    await scene.mustRun(["deploy", "--service", "users", "--image", images["v1"]!]);
  });

  after(() => scene.close());

  const inProject = (...args: string[]) => scene.runInProject(args);
  /** The record that validates certificates stays: others of its domain in the account share it. */
  const proof = { type: "aws:route53/record:Record", name: "certificate-proof" };
  /** Without task definitions: previews keep theirs, because no right to deregister them can be limited. */
  const resources = async () =>
    (await scene.cloud.client.resources()).filter(
      ({ type }) => type !== "aws:ecs/taskDefinition:TaskDefinition",
    );
  const count = async () => (await resources()).length;
  const settingsOf = (stack: string) => join(scene.workDir.root, `Pulumi.${stack}.yaml`);
  const stacks = () => scene.stacks();
  const users = (version: string) => ["--service", "users", "--image", images[version]!];

  describe("a preview", () => {
    let before: number;
    let expiresAt: string;

    it("is refused for services that do not exist, with the nearest names, and changes nothing", async () => {
      before = await count();
      const { code, json } = await inProject(
        ...["preview", "up", "--pr", "7", "--from", "rehearsal"],
        ...["--service", "userz", "--image", "a", "--service", "matchin", "--image", "b"],
      );
      expect(code).to.equal(2);
      expect([json["found"], json["reasons"]]).to.deep.equal([
        "there is no service userz in the settings; did you mean users?",
        ["there is no service matchin in the settings; did you mean matching?"],
      ]);
      expect(await stacks()).to.deep.equal(["rehearsal"]);
      expect(existsSync(settingsOf("pr-7"))).to.equal(false);
      expect(await count()).to.equal(before);
    });

    it("has the changed services, on the load balancers of the environment with the rest", async () => {
      const { code, json, lines } = await inProject(
        ...["preview", "up", "--pr", "7", "--from", "rehearsal", ...users("v2")],
      );
      expect(code, lines.join("\n")).to.equal(0);
      expect((json as unknown as ReleaseResult).services["users"]!.digest).to.equal(digests["v2"]);
      const preview = json["preview"] as { urls: object };
      expect(preview.urls).to.deep.equal({ users: "https://users-pr-7.rehearsal.test" });
      expect(await scene.serving("users", "users-pr-7.rehearsal.test")).to.equal(digests["v2"]);
      expect(await scene.serving("users")).to.equal(digests["v1"]);
      const added = (await scene.cloud.client.resources()).map(({ type }) => type);
      const alone = ["aws:lb/loadBalancer:LoadBalancer", "aws:ecs/cluster:Cluster"];
      expect(added.filter((type) => alone.includes(type))).to.have.length(3);
      expect(added.filter((type) => type.startsWith("aws:ecr/repo"))).to.have.length(2);
    });

    it("is updated from a fresh checkout, even after a killed job", async () => {
      const running = scene.startInProject(
        ["preview", "up", "--pr", "7", "--from", "rehearsal", ...users("v1")],
        (line) => {
          if (line.startsWith("▸ 4")) running.kill("SIGKILL");
        },
      );
      await running.ended;
      rmSync(settingsOf("pr-7"));
      const matching = ["--service", "matching", "--image", images["matching-v1"]!];
      const { code, json, lines } = await inProject(
        ...["preview", "up", "--pr", "7", "--from", "rehearsal", ...users("v1"), ...matching],
      );
      expect(code, lines.join("\n")).to.equal(0);
      const preview = json["preview"] as { urls: object; expiresAt: string };
      expiresAt = preview.expiresAt;
      expect(preview.urls).to.deep.equal({
        users: "https://users-pr-7.rehearsal.test",
        matching: "https://matching-pr-7.rehearsal.test",
      });
      expect(await scene.serving("users", "users-pr-7.rehearsal.test")).to.equal(digests["v1"]);
    });

    it("prevents its environment from being destroyed", async () => {
      const { code, json } = await inProject("env", "destroy", "rehearsal");
      expect(code).to.equal(2);
      expect(json["reasons"]).to.deep.equal(["pr-7 uses its network and load balancers"]);
    });

    it("stays until it expires, and is then pruned completely", async () => {
      const kept = await inProject("preview", "prune");
      expect(kept.code, kept.lines.join("\n")).to.equal(0);
      expect(kept.json).to.deep.include({ expired: [], kept: [{ name: "pr-7", expiresAt }] });

      rmSync(settingsOf("pr-7"));
      const again = await inProject(
        ...["preview", "up", "--pr", "7", "--from", "rehearsal", "--hours", "0", ...users("v1")],
      );
      expect(again.code, again.lines.join("\n")).to.equal(0);
      const shown = await inProject("preview", "prune", "--dry-run");
      expect((shown.json["expired"] as object[]).length).to.equal(1);
      expect(await stacks()).to.deep.equal(["pr-7", "rehearsal"]);

      rmSync(settingsOf("pr-7"));
      const pruned = await inProject("preview", "prune");
      expect(pruned.code, pruned.lines.join("\n")).to.equal(0);
      expect(await stacks()).to.deep.equal(["rehearsal"]);
      expect(await count()).to.equal(before);
      expect(await scene.serving("users")).to.equal(digests["v1"]);
    });

    it("can be ended even if it does not exist", async () => {
      const { code, json } = await inProject("preview", "down", "--pr", "7");
      expect({ code, ...json }).to.deep.equal({
        ...{ code: 0, ok: true, stack: "pr-7", destroyed: false },
      });
    });
  });

  describe("an environment", () => {
    let before: number;

    it("is created as a copy of another one, with its first release", async () => {
      before = await count();
      const { code, lines } = await inProject(
        ...["env", "create", "demo", "--from", "rehearsal", ...users("v2")],
      );
      expect(code, lines.join("\n")).to.equal(0);
      const served = await scene.serving("users", "users.demo.rehearsal.test");
      expect(served).to.equal(digests["v2"]);
      expect(await scene.serving("users")).to.equal(digests["v1"]);
      expect(await stacks()).to.deep.equal(["demo", "rehearsal"]);
    });

    it("is not created over an existing one", async () => {
      const { code, json } = await inProject("env", "create", "demo", "--from", "rehearsal");
      expect(code).to.equal(2);
      expect(json["found"]).to.equal("stack demo already exists");
    });

    it("is not destroyed while it is protected, by its file or as of its last `up`", async () => {
      const file = settingsOf("demo");
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace("config:\n", "config:\n  bluegreen:protect: true\n"));
      const { code, json } = await inProject("env", "destroy", "demo");
      expect(code).to.equal(2);
      expect(json["found"]).to.equal("demo is a protected environment");
      writeFileSync(file, text);
    });

    it("is not destroyed during a release", async () => {
      const deploy = ["deploy", ...users("v1")];
      const running = scene.start(
        deploy,
        (line) => {
          if (line.startsWith("▸ 4")) running.kill("SIGKILL");
        },
        {},
        { stack: "demo" },
      );
      await running.ended;
      const { code, json } = await inProject("env", "destroy", "demo");
      expect(code).to.equal(5);
      expect(json["found"]).to.match(
        /^release r-\w+ of users is already in progress \(phase staged\)/,
      );
      expect((await scene.run(["abort"], {}, { stack: "demo" })).code).to.equal(3);
    });

    it("is destroyed by one command: decommissioned, drained, stopped, and nothing is left", async () => {
      const steps: string[] = [];
      const { code, json, lines } = await scene.startInProject(
        ["env", "destroy", "demo", "--delete-images"],
        (line) => {
          if (line.startsWith("✔")) steps.push(line.replace(/ \(.*/, ""));
        },
      ).ended;
      expect(code, lines.join("\n")).to.equal(0);
      expect(json).to.deep.include({ serving: ["users"], destroyed: true });
      expect(steps).to.deep.equal([
        "✔ decommission record the decommission of users",
        "✔ 5     take users out of production",
        "✔ drain wait for clients to leave users blue",
        "✔ 6     stop users blue",
      ]);
      expect(await stacks()).to.deep.equal(["rehearsal"]);
      expect(existsSync(settingsOf("demo"))).to.equal(false);
      // Nothing but the record that validated its certificate.
      expect(await count()).to.equal(before + 1);
    });

    it("leaves an empty cloud behind if it was the last one, apart from images to keep", async () => {
      const { code, lines } = await inProject("env", "destroy", "rehearsal");
      expect(code, lines.join("\n")).to.equal(0);
      // In no particular order: Pulumi creates independent resources in parallel.
      expect(await resources()).to.have.deep.members([
        ...["users", "matching"].map((name) => ({ type: "aws:ecr/repository:Repository", name })),
        // Of `rehearsal` and of `demo`.
        ...[proof, proof],
      ]);
      expect(await stacks()).to.deep.equal([]);
    });
  });

  it("leave nothing behind but the record that validates certificates", async () => {
    const other = await Scene.open();
    try {
      await other.mustRun(["up"]);
      const { code, lines } = await other.runInProject([
        ...["env", "destroy", "rehearsal", "--delete-images"],
      ]);
      expect(code, lines.join("\n")).to.equal(0);
      expect(await other.cloud.client.resources()).to.deep.equal([proof]);
    } finally {
      await other.close();
    }
  });
});
