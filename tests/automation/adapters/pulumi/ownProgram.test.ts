import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ownProgram } from "../../../../automation/adapters/pulumi/ownProgram";
import {
  changesDigest,
  settingsDigest,
} from "../../../../automation/adapters/pulumi/settingsDigest";
import type { Project } from "../../../../automation/adapters/pulumi/settingsFile";
import { refusalOf } from "../../../support/refusalOf";

const root = join(__dirname, "../../../..");
const library = JSON.stringify(join(root, "bluegreen"));

describe("the program of a project", () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "bluegreen-own-program-"));
    writeFileSync(join(cwd, "Pulumi.yaml"), "name: shop\nmain: index.ts\n");
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  const write = (name: string, ...lines: string[]) =>
    writeFileSync(join(cwd, name), `${lines.join("\n")}\n`);
  const project = (main?: string): Project => ({ cwd, name: "shop", main });
  const withOwn = (...body: string[]) => [
    `import * as bluegreen from ${library};`,
    `export = bluegreen.programWith(() => { ${body.join(" ")} });`,
  ];
  const refused = async (main = "index.ts") => {
    const { found, next, reasons } = await refusalOf(() => ownProgram(project(main)));
    return { found, next, reasons };
  };

  it("is the environment alone where nobody has written another, and in this checkout", () => {
    expect(ownProgram(project())).to.equal(null);
    expect(ownProgram({ cwd: root, main: "index.ts" })).to.equal(null);
  });

  it("is not loaded where it is the one that `init` writes", () => {
    write("index.ts", 'import * as bluegreen from "bluegreen";', "export = bluegreen.program;");
    expect(ownProgram(project("index.ts"))).to.equal(null);
    expect(ownProgram(project())).to.equal(null);
  });

  it("is the environment alone however that is written", () => {
    write("index.ts", `import { program } from ${library};`, "export default program;");
    expect(ownProgram(project("index.ts"))).to.equal(null);
  });

  it("has the resources of a team's own, in each place in which Pulumi looks for it", () => {
    write("infrastructure.ts", ...withOwn("return { queue: 'jobs' };"));
    mkdirSync(join(cwd, "infra"));
    write("infra/index.ts", ...withOwn());
    write("index.js", `module.exports = require(${library}).programWith(() => {});`);
    expect(ownProgram(project("infrastructure.ts"))?.beside({} as never)).to.deep.equal({
      queue: "jobs",
    });
    expect(ownProgram(project("infra"))?.beside).to.be.a("function");
    expect(ownProgram(project())?.beside).to.be.a("function");
  });

  it("is refused if it is another one, whose resources an `up` would delete", async () => {
    write("index.ts", "export = async () => ({ queue: 'jobs' });");
    expect(await refused()).to.deep.equal({
      found:
        "index.ts exports another program than bluegreen's, and an `up` would delete what only that one describes",
      next:
        "export `bluegreen.program` from index.ts, or `bluegreen.programWith((environment) => { … })` with resources " +
        "of your own",
      reasons: [],
    });
  });

  it("is refused if it is missing or can't be loaded", async () => {
    expect((await refused()).found).to.equal(
      "Pulumi.yaml names the program `index.ts`, which does not exist here",
    );
    write("index.ts", "import './none';", "export = () => ({});");
    const { found, next } = await refused();
    expect(found).to.match(/^index\.ts can't be loaded: Cannot find module '\.\/none'/);
    expect(next).to.equal("fix index.ts and run the command again; nothing was changed");
  });

  it("is refused with what the compiler says, and where", async () => {
    write("index.ts", "export = ;");
    expect(await refused()).to.deep.equal({
      found: "index.ts can't be compiled",
      next: "fix index.ts and run the command again; nothing was changed",
      reasons: ['index.ts:1:9: ERROR: Unexpected ";"'],
    });
    write("index.ts", "await Promise.resolve();", "export default 1;");
    expect((await refused()).reasons).to.deep.equal([
      'index.ts:1:0: ERROR: Top-level await is currently not supported with the "cjs" output format',
    ]);
  });

  it("is refused with the package that is not installed, also for a path in it", async () => {
    for (const from of ["@acme/queues", "@acme/queues/dist/jobs"]) {
      write("index.ts", `import * as queues from "${from}";`, "export = () => queues;");
      const { found, next } = await refused();
      expect([found, next]).to.deep.equal([
        `index.ts can't be loaded: Cannot find module '${from}'`,
        "add `@acme/queues` to the dependencies in package.json, install them, and run the command again; nothing was " +
          "changed",
      ]);
    }
  });

  it("is refused if it is called, which nobody sees fail", async () => {
    const call = 'export = Promise.reject(new Error("no settings"));';
    write("index.ts", call);
    expect(await refused()).to.deep.equal({
      found: "index.ts calls its program, which only Pulumi may do",
      next: "export it without the call, as in `export = bluegreen.program`, and run the command again",
      reasons: [],
    });
  });

  it("is part of what decides whether an `up` has to be previewed, and keeps `up`s from covering services alone", () => {
    const file = { config: { "shop:domain": "example.com" } };
    const both = (main: string) => [
      settingsDigest(project(main), file),
      changesDigest(project(main), file),
    ];
    write("plain.ts", 'import * as bluegreen from "bluegreen";', "export = bluegreen.program;");
    const [settings, changes] = both("plain.ts");
    expect(settings).to.equal(changes);
    write("queue.ts", "export const queue = 'jobs';");
    write("one.ts", "import { queue } from './queue';", ...withOwn("return { queue };"));
    const [none, one] = both("one.ts");
    expect(none).to.equal(null);
    expect(one).to.match(/^[0-9a-f]{16}$/);
    expect(one).to.not.equal(changes);
    // Another process, in which nothing is loaded yet, would find this in the same file.
    write("two.ts", "import { queue } from './queue2';", ...withOwn("return { queue };"));
    write("queue2.ts", "export const queue = 'others';");
    expect(both("two.ts")[1]).to.not.equal(one);
  });
});
