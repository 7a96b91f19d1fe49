import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { RehearsalDocument } from "../../rehearsal/report/document";
import { imageFlags, type Pushed } from "../../rehearsal/run/images";
import { type Ended, Scene } from "../../rehearsal/scene";
import { inventorySchema } from "../../release/inventory";
import { OwnProgram } from "./ownProgram";

const root = join(__dirname, "../..");

interface Ran {
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** As in a repository of its own: nothing here knows the checkout but for its TypeScript. */
describe("the package, installed in an empty folder", function () {
  this.timeout(300_000);
  let folder: string;

  async function run(command: string, ...args: string[]): Promise<Ran> {
    const { execa } = await import("execa");
    const { npm_config_ignore_scripts: _, ...env } = process.env;
    const { exitCode, stdout, stderr } = await execa(command, args, {
      cwd: folder,
      env: { ...env, npm_config_audit: "false", npm_config_fund: "false" },
      extendEnv: false,
      reject: false,
    });
    return { code: exitCode, stdout, stderr };
  }
  const bluegreen = (...args: string[]) =>
    run(join(folder, "node_modules/.bin/bluegreen"), ...args);

  async function must(...command: [string, ...string[]]): Promise<string> {
    const { code, stdout, stderr } = await run(...command);
    expect(code, `${command.join(" ")}\n${stdout}\n${stderr}`).to.equal(0);
    return stdout;
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "bluegreen-package-"));
    const packed = await must("npm", "pack", root, "--ignore-scripts=false", "--silent");
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    await must("npm", "install", "--prefer-offline", `./${packed.trim().split("\n").at(-1)}`);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("has compiled code alone, and no part of the checkout's tests", () => {
    const has = (path: string) => existsSync(join(folder, "node_modules/bluegreen", path));
    expect(
      ["dist/bluegreen.js", "dist/bluegreen.d.ts", "dist/settings.schema.json"].filter(has),
    ).to.have.length(3);
    expect(["automation", "tests", "dist/tests", "dist/bluegreen.ts"].filter(has)).to.deep.equal(
      [],
    );
  });

  it("answers commands that need no project, and says what others lack", async () => {
    expect((await bluegreen("--version")).stdout).to.match(/^\d+\.\d+\.\d+$/);
    expect((await bluegreen("explain", "exit", "4")).stdout).to.match(
      /^exit code 4: Paused midway/,
    );
    expect((await bluegreen("rehearse", "--help")).stdout).to.include("--kill-matrix");
    const { code, stderr } = await bluegreen("verify", "--stack", "dev");
    expect([code, stderr.split("\n")[0]]).to.deep.equal([
      2,
      `error: there is no Pulumi project in ${folder}`,
    ]);
  });

  it("sets up the repository, whose program then has types and is loaded as Pulumi's language host does", async () => {
    const flags = [
      "--domain",
      "dev.example.com",
      "--region",
      "eu-central-1",
      "--service",
      "users:80",
    ];
    const { code, stdout, stderr } = await bluegreen("init", ...flags);
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(stdout).to.include("wrote   .github/workflows/deploy.yml");
    expect(stdout).to.match(/^next: npm install && npx bluegreen verify --stack dev$/m);
    const loaded = "console.log(typeof require('./index.ts'), typeof require('./access/index.ts'))";
    const host = ["--require", "bluegreen/typescript", "--eval", loaded];
    expect(await must(process.execPath, ...host)).to.equal("function function");
    const again = await bluegreen("init");
    expect(again.stdout).to.not.match(/wrote|changed/);
  });

  it("has types for a program of one line", async () => {
    const program = [
      'import * as bluegreen from "bluegreen";',
      "// @ts-expect-error: types that nothing could be wrong with would pass as well",
      "void bluegreen.programme;",
      "export = bluegreen.program;",
    ];
    writeFileSync(join(folder, "index.ts"), program.join("\n"));
    const compilerOptions = { module: "node16", target: "es2022", strict: true, noEmit: true };
    const config = { compilerOptions: { ...compilerOptions, types: [] }, files: ["index.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    await must(process.execPath, join(root, "node_modules/typescript/bin/tsc"), "-p", ".");
  });

  it("has types for a program with resources of a team's own", async () => {
    const program = [
      'import * as bluegreen from "bluegreen";',
      "export = bluegreen.programWith(async (environment) => {",
      '  const { taskRoleName } = environment.service("users");',
      "  // @ts-expect-error: no such color",
      "  void environment.loadBalancers.red;",
      "  return { role: taskRoleName.apply((name) => name.toUpperCase()) };",
      "});",
    ];
    writeFileSync(join(folder, "index.ts"), program.join("\n"));
    await must(process.execPath, join(root, "node_modules/typescript/bin/tsc"), "-p", ".");
  });

  describe("with resources of a team's own beside the services", () => {
    let scene: Scene;
    let own: OwnProgram;
    const versions: Record<string, Record<string, Pushed>> = {};
    const begin = [
      'import * as aws from "@pulumi/aws";',
      'import * as bluegreen from "bluegreen";',
      "export = bluegreen.programWith((environment) => {",
    ];
    const jobs = [
      '  const args = { name: "/own/jobs", retentionInDays: 14, tags: environment.tags };',
      '  const logs = new aws.cloudwatch.LogGroup("jobs", args, { protect: true });',
    ];
    const policy = [
      '  const role = environment.service("users").taskRoleName;',
      "  const policy = logs.arn.apply((Resource) =>",
      '    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "logs:PutLogEvents", Resource }] }),',
      "  );",
      '  new aws.iam.RolePolicy("users-jobs", { role, policy });',
      "  return { jobs: logs.name };",
      "});",
    ];
    const deploy = (version: string) => own.run("deploy", ...imageFlags(versions[version]!));

    before(async () => {
      scene = await Scene.open();
      own = new OwnProgram(scene, join(folder, "node_modules"));
    });
    after(() => scene.close());

    const must = async (ended: Promise<Ended>) => {
      const { code, json, lines } = await ended;
      expect(code, lines.join("\n")).to.equal(0);
      return json;
    };
    const expectOwn = async () => {
      expect(await own.names("aws:cloudwatch/logGroup:LogGroup")).to.include("jobs");
      expect(await own.names("aws:iam/rolePolicy:RolePolicy")).to.include("users-jobs");
      expect(await own.output("jobs")).to.equal("/own/jobs");
    };

    it("brings them up with the environment", async () => {
      own.write(...begin, ...jobs, ...policy);
      const { inventory } = await must(own.run("up"));
      const parsed = inventorySchema.parse(inventory);
      for (const version of ["v1", "v2"]) versions[version] = await scene.push(version, parsed);
      await expectOwn();
    });

    it("keeps them through releases and a rollback", async () => {
      expect(await must(deploy("v1"))).to.include({ outcome: "done" });
      expect(await must(deploy("v2"))).to.include({ outcome: "done" });
      expect(await scene.serving("users")).to.equal(versions["v2"]!["users"]!.digest);
      await expectOwn();
      expect(await must(own.run("rollback", "--service", "users"))).to.include({ ok: true });
      expect(await scene.serving("users")).to.equal(versions["v1"]!["users"]!.digest);
      await expectOwn();
    });

    it("applies a change of them in a release, whose `up`s all cover everything", async () => {
      own.write(...begin, ...jobs, '  new aws.cloudwatch.LogGroup("more", {});', ...policy);
      expect(await must(deploy("v2"))).to.include({ outcome: "done" });
      expect(await own.names("aws:cloudwatch/logGroup:LogGroup")).to.include("more");
      await expectOwn();
    });

    it("changes nothing where their code fails, or what is protected would go", async () => {
      const before = await scene.release();
      own.write(...begin, '  throw new Error("no queue");', "});");
      const failed = await own.run("up");
      expect([failed.code, failed.lines[0]]).to.deep.equal([
        2,
        "error: the function given to `programWith` failed: no queue",
      ]);
      own.write('import * as bluegreen from "bluegreen";', "export = bluegreen.program;");
      const gone = await own.run("up");
      expect(gone.code).to.equal(2);
      expect(gone.lines.join("\n")).to.include(
        "jobs (aws:cloudwatch/logGroup:LogGroup) would be deleted",
      );
      const destroyed = await own.inProject("env", "destroy", "rehearsal");
      expect([destroyed.code, destroyed.lines[0]]).to.deep.equal([
        2,
        "error: rehearsal has protected resources of your own program; nothing was deleted",
      ]);
      expect(await scene.release()).to.deep.equal(before);
      await expectOwn();
    });
  });

  it("rehearses a release without one failed request", async () => {
    const { code, stdout, stderr } = await bluegreen("rehearse", "--json", "--rate", "150");
    const document = JSON.parse(stdout) as RehearsalDocument;
    expect(document.failed, stdout).to.equal(0);
    expect([code, document.ok], stderr).to.deep.equal([0, true]);
    expect(document.requests).to.be.greaterThan(500);
  });
});
