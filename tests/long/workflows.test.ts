import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import type { Inventory } from "../../release/inventory";
import { inventorySchema } from "../../release/inventory";
import { Scene } from "../../rehearsal/scene";
import { githubDouble, type GithubDouble } from "../ci/githubDouble";
import { type JobRun, matrixOf, runJob, type RunnerOptions } from "../ci/runner";
import { workflow } from "../ci/workflow";

const root = join(__dirname, "../..");
const token = "token-of-the-job";
const repository = "acme/services";

/** The workflows' own steps against the local cloud: what a team copies works as described. */
describe("the GitHub Actions workflows on the real Pulumi", function () {
  this.timeout(900_000);
  let scene: Scene;
  let github: GithubDouble;
  let inventory: Inventory;
  const digests: Record<string, string> = {};
  /** The merged or proposed image of each service. */
  let releaseFile = "";

  before(async () => {
    scene = await Scene.open();
    github = await githubDouble(repository, token);
    const settings = scene.committedSettings();
    rmSync(join(scene.workDir.root, "Pulumi.rehearsal.yaml"));
    write("dev", settings, {});
    write("prod", settings, { imagesFrom: "dev" });
    const up = await scene.run(["up"], {}, { stack: "dev" });
    expect(up.code, up.lines.join("\n")).to.equal(0);
    inventory = inventorySchema.parse(up.json["inventory"]);
    const prod = await scene.run(["up"], {}, { stack: "prod" });
    expect(prod.code, prod.lines.join("\n")).to.equal(0);
    for (const version of ["v1", "v2"]) {
      const { users } = await scene.push(version, inventory);
      digests[version] = users!.digest;
    }
  });

  after(async () => {
    github.close();
    await scene.close();
  });

  function write(stack: string, settings: string, more: object): void {
    const { config } = parse(settings) as { config: Record<string, unknown> };
    const own = { domain: `${stack}.rehearsal.test`, hostedZone: "rehearsal.test", ...more };
    for (const [key, value] of Object.entries(own)) config[`bluegreen:${key}`] = value;
    writeFileSync(join(scene.workDir.root, `Pulumi.${stack}.yaml`), stringify({ config }));
  }

  /** The contents of the repository: the program, the settings, and the images to release. */
  function checkOut(folder: string): void {
    symlinkSync(join(root, "ci"), join(folder, "ci"));
    // The deployer of the rehearsal, which uses the local cloud.
    mkdirSync(join(folder, "bin"));
    const modules = [require.resolve("tsx/cjs"), join(root, "rehearsal/bluegreen.ts")];
    const lines = modules.map((path) => `require(${JSON.stringify(path)});`);
    writeFileSync(join(folder, "bin", "bluegreen.js"), lines.join("\n"));
    const settings = readdirSync(scene.workDir.root).filter((name) =>
      /^Pulumi\.((dev|prod)\.)?yaml$/.test(name),
    );
    for (const name of settings) {
      copyFileSync(join(scene.workDir.root, name), join(folder, name));
    }
    writeFileSync(join(folder, "release.yaml"), releaseFile);
  }

  function wants(version: string): void {
    const { repositoryUri } = inventory.services["users"]!;
    releaseFile = stringify({ services: { users: `${repositoryUri}:${version}` } });
  }

  async function run(
    file: string,
    name: string,
    {
      action = "synchronize",
      inputs = {},
      onLine,
    }: {
      action?: string;
      inputs?: Record<string, string>;
      onLine?: RunnerOptions["onLine"];
    } = {},
  ): Promise<JobRun[]> {
    const described = workflow(file);
    const job = described.jobs[name]!;
    const runs: JobRun[] = [];
    for (const matrix of matrixOf(job)) {
      const head = { repo: { full_name: repository } };
      const options: RunnerOptions = {
        contexts: {
          github: { event: { action, pull_request: { number: 7, head } }, repository, token },
          inputs,
          matrix,
          vars: { PULUMI_BACKEND_URL: scene.env["PULUMI_BACKEND_URL"] },
          secrets: { PULUMI_CONFIG_PASSPHRASE: scene.env["PULUMI_CONFIG_PASSPHRASE"] },
        },
        env: { ...runnerEnv(), GITHUB_API_URL: github.url, GITHUB_REPOSITORY: repository },
        checkOut,
        ...(onLine ? { onLine } : {}),
      };
      runs.push(await runJob(described, job, options));
    }
    return runs;
  }

  /** Only what this machine's tools need; the workflows themselves set where the state is. */
  function runnerEnv(): Record<string, string> {
    const given = ["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE"];
    const own = Object.entries(scene.env).filter(([name]) => !given.includes(name));
    return { PATH: process.env["PATH"]!, HOME: process.env["HOME"]!, ...Object.fromEntries(own) };
  }

  const succeed = (runs: JobRun[]) => {
    for (const { result, output } of runs) expect(result, output).to.equal("success");
  };

  it("deploy: releases the release file to dev, then to prod", async () => {
    wants("v1");
    for (const stack of ["dev", "prod"]) {
      const runs = await run("deploy.yml", stack);
      succeed(runs);
      expect(runs[0]!.steps).to.deep.equal([
        "npm ci",
        "Finish an interrupted release",
        "Apply settings",
        "Release changed services",
      ]);
      expect(await scene.serving("users", `users.${stack}.rehearsal.test`)).to.equal(digests["v1"]);
    }
    const again = await run("deploy.yml", "dev");
    succeed(again);
    expect(again[0]!.output).to.contain(
      "nothing to release in dev: every image is already in production",
    );
  });

  it("plan: comments on the pull request, with one up-to-date comment per environment", async () => {
    wants("v2");
    succeed(await run("plan.yml", "plan"));
    succeed(await run("plan.yml", "plan"));
    const bodies = github.comments["7"]!.map(({ body }) => body);
    expect(bodies.map((body) => body.split("\n")[0])).to.deep.equal([
      "<!-- bluegreen:plan dev -->",
      "<!-- bluegreen:plan prod -->",
    ]);
    for (const body of bodies) {
      expect(body).to.match(
        /\| 5 +\| point users\.(dev|prod)\.rehearsal\.test at the green load balancer/,
      );
    }
  });

  it("plan: fails the job on a refusal, with the refusal as its comment", async () => {
    wants("v9");
    for (const { result } of await run("plan.yml", "plan")) expect(result).to.equal("failure");
    for (const { body } of github.comments["7"]!) {
      expect(body).to.match(
        /^<!-- bluegreen:plan (dev|prod) -->\n### bluegreen: plan for `\1` failed\n\nExit code 2:/,
      );
      expect(body).to.contain("cannot be released as users");
    }
  });

  it("preview: comes up with its URLs in a comment, and is deleted when the pull request is closed", async () => {
    wants("v2");
    const [down] = await run("preview.yml", "down", { action: "synchronize" });
    expect(down!.result).to.equal("skipped");
    succeed(await run("preview.yml", "up"));
    const comment = github.comments["7"]!.at(-1)!.body;
    expect(comment).to.match(/^<!-- bluegreen:preview pr-7 -->\n/);
    expect(comment).to.contain("https://users-pr-7.dev.rehearsal.test");
    expect(await scene.serving("users", "users-pr-7.dev.rehearsal.test")).to.equal(digests["v2"]);
    expect(await scene.serving("users", "users.dev.rehearsal.test")).to.equal(digests["v1"]);

    const [up] = await run("preview.yml", "up", { action: "closed" });
    expect(up!.result).to.equal("skipped");
    succeed(await run("preview.yml", "down", { action: "closed" }));
    expect(await scene.stacks()).to.deep.equal(["dev", "prod"]);
  });

  it("deploy: resumes on a re-run what a lost runner has left", async () => {
    wants("v2");
    const [killed] = await run("deploy.yml", "dev", {
      onLine: (line, kill) => {
        if (line.startsWith("▸ 4")) kill();
      },
    });
    expect(killed!.result).to.equal("failure");
    const again = await run("deploy.yml", "dev");
    succeed(again);
    expect(again[0]!.output).to.contain("find out where the release stands");
    expect(again[0]!.output).to.contain(
      "nothing to release in dev: every image is already in production",
    );
    expect(await scene.serving("users", "users.dev.rehearsal.test")).to.equal(digests["v2"]);
  });

  it("rollback: puts production back on the previous version", async () => {
    succeed(await run("rollback.yml", "rollback", { inputs: { stack: "dev", service: "users" } }));
    expect(await scene.serving("users", "users.dev.rehearsal.test")).to.equal(digests["v1"]);
  });

  it("nightly: prunes expired previews and checks for drift", async () => {
    wants("v2");
    succeed(await run("preview.yml", "up"));
    const kept = await run("nightly.yml", "prune");
    succeed(kept);
    expect(kept[0]!.output).to.contain("destroyed nothing");
    expect(await scene.stacks()).to.deep.equal(["dev", "pr-7", "prod"]);
    succeed(await run("nightly.yml", "drift"));
  });
});
