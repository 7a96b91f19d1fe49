import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect } from "chai";
import { DeployError } from "../../../automation/world/errors";
import { findEngine, locateEngine } from "../../../automation/engine/findEngine";
import { goBuild } from "../../../automation/engine/goBuild";
import type { Maker } from "../../../automation/engine/search";
import { FakeMachine, rejection, usablePulumi } from "./fakes";

const refusingMaker: Maker = {
  name: "refusing maker",
  announcement: "refusing (no time at all)",
  make: () => Promise.reject(new Error("it refuses")),
};
const makers = [refusingMaker, goBuild];
const useOtherCache =
  "set `XDG_CACHE_HOME` to a folder that exists and that this user can write to, and run the " +
  "command again; or install the Pulumi CLI (https://www.pulumi.com/docs/install/)";

describe("the search for a Pulumi CLI", () => {
  let machine: FakeMachine;
  let cachedCommand: string;
  beforeEach(async () => {
    machine = await FakeMachine.create();
    cachedCommand = `${machine.cacheFolder}/3.259.0/bin/pulumi`;
  });
  afterEach(() => machine.remove());

  async function withPath<T>(work: () => Promise<T>): Promise<T> {
    const path = process.env["PATH"];
    process.env["PATH"] = machine.env["PATH"];
    try {
      return await work();
    } finally {
      process.env["PATH"] = path;
    }
  }

  it("uses the one on PATH first", async () => {
    await machine.onPath("pulumi", "echo v3.260.0");
    await machine.cached(usablePulumi);
    const engine = await withPath(() => findEngine({ ...machine.search(), makers }));
    expect([engine.command, String(engine.version)]).to.deep.equal(["pulumi", "3.260.0"]);
    expect(machine.lines).to.deep.equal([`using Pulumi 3.260.0 at ${machine.env["PATH"]}/pulumi`]);
  });

  it("uses the cached copy next", async () => {
    await machine.cached(usablePulumi);
    const engine = await findEngine({ ...machine.search(), makers });
    expect([engine.command, String(engine.version)]).to.deep.equal([cachedCommand, "3.259.0"]);
    expect(machine.lines).to.deep.equal([
      "no Pulumi CLI from PATH: `pulumi` is not installed",
      `using Pulumi 3.259.0 at ${machine.cacheFolder}/3.259.0/bin/pulumi`,
    ]);
  });

  it("asks the cached copy for its version once, and again when its file has changed", async () => {
    const asked = `${machine.folder}/asked`;
    const answering = `echo >> ${asked}; ${usablePulumi}`;
    const find = async () => {
      await locateEngine({ ...machine.search(), makers });
      return (await readFile(asked, "utf8")).length;
    };
    await machine.cached(answering);
    expect([await find(), await find()]).to.deep.equal([1, 1]);
    await machine.cached(`${answering} # another build`);
    expect([await find(), await find()]).to.deep.equal([2, 2]);
  });

  it("replaces a cached copy that has answered once and was broken since", async () => {
    await machine.cached(usablePulumi);
    await findEngine({ ...machine.search(), makers });
    await machine.cached("exit 3");
    await machine.goThatBuilds();
    expect((await findEngine({ ...machine.search(), makers })).command).to.equal(cachedCommand);
    expect(await machine.builds()).to.have.length(1);
  });

  it("skips one on PATH that is too old", async () => {
    await machine.onPath("pulumi", "echo v3.258.0");
    await machine.cached(usablePulumi);
    expect((await findEngine({ ...machine.search(), makers })).command).to.equal(cachedCommand);
    expect(machine.lines[0]).to.equal(
      "no Pulumi CLI from PATH: it is version 3.258.0; 3.259.0 or newer (below 4) is needed",
    );
  });

  it("tries to install one in the given order, then reuses it", async () => {
    await machine.goThatBuilds();
    for (let time = 0; time < 2; time++)
      expect((await findEngine({ ...machine.search(), makers })).command).to.equal(cachedCommand);
    expect(await machine.builds()).to.have.length(1);
    expect(await machine.cacheEntries()).to.deep.equal(["3.259.0"]);
    expect(machine.lines.filter((line) => !line.includes("so far"))).to.deep.equal([
      "no Pulumi CLI from PATH: `pulumi` is not installed",
      `no Pulumi CLI from cached copy: \`${cachedCommand}\` is not installed`,
      `no usable Pulumi CLI on PATH or in ${machine.cacheFolder}; installing 3.259.0 there`,
      "refusing (no time at all)",
      "no Pulumi CLI from refusing maker: it refuses",
      "building Pulumi 3.259.0 with Go (about 10 minutes the first time)",
      `using Pulumi 3.259.0 at ${machine.cacheFolder}/3.259.0/bin/pulumi`,
      "no Pulumi CLI from PATH: `pulumi` is not installed",
      `using Pulumi 3.259.0 at ${machine.cacheFolder}/3.259.0/bin/pulumi`,
    ]);
  });

  it("replaces a cached copy that does not run", async () => {
    await machine.cached("exit 3");
    await machine.goThatBuilds();
    expect((await findEngine({ ...machine.search(), makers })).command).to.equal(cachedCommand);
    expect(await machine.builds()).to.have.length(1);
  });

  it("lists every way that was tried and why it failed if there is none", async () => {
    await machine.onPath("pulumi", "echo v3.1.0");
    await machine.cached("echo broken >&2; exit 3");
    const error = (await rejection(findEngine({ ...machine.search(), makers }))) as DeployError;
    expect(error).to.be.instanceOf(DeployError);
    expect([error.kind, error.found, error.next, error.reasons]).to.deep.equal([
      "refused",
      "no usable Pulumi CLI was found (needed: 3.259.0 or newer (below 4)), and none could be installed",
      "install the Pulumi CLI (https://www.pulumi.com/docs/install/), or Go so that it can be built " +
        "(https://go.dev/dl/), then run `npm run engine`",
      [
        "PATH: it is version 3.1.0; 3.259.0 or newer (below 4) is needed",
        `cached copy: \`${cachedCommand}\` failed (exit code 3)\nbroken`,
        "refusing maker: it refuses",
        "build with Go: `go` is not installed",
      ],
    ]);
    expect(await machine.cacheEntries()).to.deep.equal(["3.259.0"]);
  });

  it("refuses a newly installed one that is not usable", async () => {
    await machine.goThatBuilds(
      `while [ "$1" != -o ]; do shift; done; printf '#!/bin/sh\\necho v1.0.0\\n' > "$2"; /bin/chmod +x "$2"; exit`,
    );
    const error = (await rejection(findEngine({ ...machine.search(), makers }))) as DeployError;
    expect(error.reasons[3]).to.equal(
      "build with Go: it is version 1.0.0; 3.259.0 or newer (below 4) is needed",
    );
    expect(await machine.cacheEntries()).to.deep.equal([]);
  });

  it("names a cache folder that can't be written to", async () => {
    await writeFile(`${machine.folder}/file`, "");
    const cacheFolder = `${machine.folder}/file/cache`;
    const search = machine.search({ cacheFolder });
    const error = (await rejection(findEngine({ ...search, makers }))) as DeployError;
    expect(error.reasons[2]).to.equal(
      `cache: this user can't write to ${cacheFolder}: ` +
        `ENOTDIR: not a directory, mkdir '${cacheFolder}'`,
    );
    expect(error.next).to.equal(useOtherCache);
  });

  it("ends where a file system makes no folders", async () => {
    const cacheFolder = "/proc/.cache/bluegreen/pulumi";
    const search = machine.search({ cacheFolder });
    const error = (await rejection(locateEngine({ ...search, makers }))) as DeployError;
    expect(error.reasons[2]).to.match(/^cache: this user can't write to \/proc\/\.cache/);
  });

  it("builds nothing into a home folder that does not exist, and does not create it", async () => {
    const home = `${machine.folder}/nobody`;
    const cacheFolder = `${home}/.cache/bluegreen/pulumi`;
    await machine.goThatBuilds();
    const env = { PATH: machine.env["PATH"], HOME: home };
    const search = machine.search({ cacheFolder, env });
    const error = (await rejection(locateEngine({ ...search, makers }))) as DeployError;
    expect(error.reasons[2]).to.equal(
      `cache: ${cacheFolder} would be in the home folder ${home}, which does not exist`,
    );
    expect(error.next).to.equal(useOtherCache);
    expect([await machine.builds(), existsSync(home)]).to.deep.equal([[], false]);
  });

  it("needs no place for a cache where one is on PATH", async () => {
    await machine.onPath("pulumi", "echo v3.260.0");
    const search = { ...machine.search(), cacheFolder: null };
    expect((await locateEngine({ ...search, makers })).version).to.equal("3.260.0");
  });

  it("runs nothing from the working folder where there is no place for a cache", async () => {
    await machine.goThatBuilds();
    const search = { ...machine.search(), cacheFolder: null };
    const error = (await rejection(locateEngine({ ...search, makers }))) as DeployError;
    const reason = "there is no place for it: this user has no home folder, and HOME is not set";
    expect(error.reasons.slice(1)).to.deep.equal([`cached copy: ${reason}`, `cache: ${reason}`]);
    expect([error.kind, error.next]).to.deep.equal(["refused", useOtherCache]);
    expect(await machine.builds()).to.deep.equal([]);
  });

  it("builds once for two processes at the same time", async () => {
    await machine.goThatBuilds("/bin/sleep 0.5");
    const engines = await Promise.all(
      [1, 2].map(() => findEngine({ ...machine.search(), makers })),
    );
    expect(engines.map(({ command }) => command)).to.deep.equal([cachedCommand, cachedCommand]);
    expect(await machine.builds()).to.have.length(1);
    expect(machine.lines.filter((line) => line.startsWith("waiting for alice on "))).to.not.be
      .empty;
    expect(await machine.cacheEntries()).to.deep.equal(["3.259.0"]);
  });

  it("kills the build when aborted, tries nothing else, and leaves nothing behind", async () => {
    await machine.goThatBuilds(`echo $$ > ${machine.folder}/pid; exec /bin/sleep 60`);
    const stop = new AbortController();
    const search = machine.search({ signal: stop.signal });
    const finding = findEngine({ ...search, makers: [goBuild, refusingMaker] });
    const pid = await machine.pid();
    stop.abort(new Error("enough"));
    expect((await rejection(finding)).message).to.equal("enough");
    expect(() => process.kill(pid, 0)).to.throw("ESRCH");
    expect(machine.lines).to.not.include(refusingMaker.announcement);
    expect(await machine.cacheEntries()).to.deep.equal([]);
  });

  it("does nothing once aborted", async () => {
    await machine.cached(usablePulumi);
    const signal = AbortSignal.abort(new Error("before it began"));
    const { message } = await rejection(findEngine({ ...machine.search({ signal }), makers }));
    expect([message, machine.lines]).to.deep.equal(["before it began", []]);
  });

  describe("after another process was killed during its build", () => {
    let builder: ChildProcess;
    let orphan: number;
    beforeEach(async () => {
      await machine.goThatBuilds(`echo $$ > ${machine.folder}/pid; exec /bin/sleep 60`);
      const root = resolve(__dirname, "../../..");
      const args = ["--require", "tsx/cjs", "-e", builderProgram(machine)];
      builder = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
      orphan = await machine.pid();
      builder.kill("SIGKILL");
      await once(builder, "exit");
    });
    afterEach(() => process.kill(orphan));

    it("deletes what that left behind and builds again", async () => {
      const left = await machine.cacheEntries();
      expect(left.map((name) => name.replace(/partial-\w+/, "partial-X"))).to.deep.equal([
        "3.259.0.holder.json",
        "3.259.0.lock",
        "3.259.0.partial-X",
      ]);
      await machine.goThatBuilds();
      expect((await findEngine({ ...machine.search(), makers })).command).to.equal(cachedCommand);
      expect(await machine.cacheEntries()).to.deep.equal(["3.259.0"]);
    });
  });

  it("leaves other versions alone", async () => {
    await mkdir(`${machine.cacheFolder}/3.300.0.partial-other`);
    await machine.goThatBuilds();
    await findEngine({ ...machine.search(), makers });
    expect(await machine.cacheEntries()).to.deep.equal(["3.259.0", "3.300.0.partial-other"]);
  });
});

/** Starts a process that builds for this machine. */
function builderProgram(machine: FakeMachine): string {
  return `
    const { findEngine } = require("./automation/engine/findEngine");
    const { goBuild } = require("./automation/engine/goBuild");
    const search = ${JSON.stringify({ ...machine.search(), signal: undefined })};
    findEngine({ ...search, progress: () => {}, makers: [goBuild] });`;
}
