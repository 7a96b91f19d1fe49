import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Processes, type RunningProcess } from "../../../rehearsal/run/processes";

describe("a process of the rehearsal", () => {
  const processes = new Processes();
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "processes-test-"))));
  afterEach(async () => {
    await processes.stopAll(100);
    rmSync(folder, { recursive: true });
  });

  function start(source: string, lines: string[] = []): RunningProcess {
    const file = join(folder, "child.js");
    writeFileSync(file, source);
    return processes.start("child", [file], { onLine: (line) => lines.push(line) });
  }

  async function firstLine(running: RunningProcess): Promise<string> {
    return new Promise((resolve) =>
      running.child.stdout!.once("data", (chunk: Buffer) => resolve(chunk.toString().trim())),
    );
  }

  it("passes on its output and exit code", async () => {
    const lines: string[] = [];
    const running = start(
      `
      console.error("one"); console.error("two"); console.log("result"); process.exitCode = 3;`,
      lines,
    );
    expect(await running.exited).to.deep.equal({ code: 3, signal: null, stdout: "result\n" });
    expect(lines).to.deep.equal(["one", "two"]);
    expect(running.lastLines()).to.deep.equal(["one", "two"]);
  });

  it("may end in its own way when asked to", async () => {
    const running = start(`
      process.on("SIGTERM", () => process.exit(5));
      setInterval(() => {}, 1000);
      console.log("ready");`);
    await firstLine(running);
    await processes.stopAll(5000);
    expect((await running.exited).code).to.equal(5);
  });

  it("is killed with its children if it does not end", async () => {
    const running = start(`
      process.on("SIGTERM", () => {});
      require("node:child_process").spawn("sleep", ["60"], { stdio: "inherit" });
      console.log("ready");`);
    await firstLine(running);
    await processes.stopAll(100);
    // The output ends only when the child sharing it has ended too.
    expect((await running.exited).signal).to.equal("SIGKILL");
  });
});
