import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { FakeMachine, usablePulumi } from "./fakes";

const root = resolve(__dirname, "../../..");

type Ending = { code: number | null; killedBy: NodeJS.Signals | null };

function ended(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once("close", (code, killedBy) => resolve({ code, killedBy }));
  });
}

describe("npm run engine", () => {
  let machine: FakeMachine;
  beforeEach(async () => {
    machine = await FakeMachine.create();
  });
  afterEach(() => machine.remove());

  function start(): ChildProcessByStdio<null, Readable, Readable> {
    const args = ["--require", "tsx/cjs", "automation/engine/main.ts"];
    return spawn(process.execPath, args, {
      cwd: root,
      env: machine.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  it("prints only the path and version to stdout", async () => {
    await machine.cached(usablePulumi);
    const child = start();
    const [output, { code }] = await Promise.all([text(child.stdout), ended(child)]);
    expect([output, code]).to.deep.equal([
      `${machine.cacheFolder}/3.259.0/bin/pulumi 3.259.0\n`,
      0,
    ]);
  });

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)
    it(`kills what it runs and exits with ${code} after ${signal}`, async () => {
      await machine.onPath("pulumi", `echo $$ > ${machine.folder}/pid; exec /bin/sleep 60`);
      const child = start();
      const errors = text(child.stderr);
      const ending = ended(child);
      const pid = await machine.pid();
      child.kill(signal);
      expect(await errors).to.equal(`stopped by ${signal}\n`);
      expect(await ending).to.deep.equal({ code, killedBy: null });
      expect(() => process.kill(pid, 0)).to.throw("ESRCH");
    });
});
