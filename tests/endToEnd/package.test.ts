import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { RehearsalDocument } from "../../rehearsal/report/document";

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

  it("rehearses a release without one failed request", async () => {
    const { code, stdout, stderr } = await bluegreen("rehearse", "--json", "--rate", "150");
    const document = JSON.parse(stdout) as RehearsalDocument;
    expect(document.failed, stdout).to.equal(0);
    expect([code, document.ok], stderr).to.deep.equal([0, true]);
    expect(document.requests).to.be.greaterThan(500);
  });
});
