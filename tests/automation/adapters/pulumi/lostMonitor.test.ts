import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { isLostCall } from "../../../../automation/adapters/pulumi/lostMonitor";

const lost = (code: number) => Object.assign(new Error("dropped"), { code, metadata: {} });
const file = require.resolve("../../../../automation/adapters/pulumi/lostMonitor");

/** Runs a process with an unhandled rejection; returns its last output. */
async function processWith(code: string): Promise<string> {
  const script = `
    require(${JSON.stringify(file)}).outliveLostCalls();
    void Promise.reject(${code});
    setTimeout(() => console.log("went on"), 50);`;
  const args = ["--require", "tsx/cjs", "--eval", script];
  return promisify(execFile)(process.execPath, args).then(
    ({ stdout }) => stdout.trim(),
    ({ stderr }: { stderr: string }) => stderr,
  );
}

describe("a call of the SDK that fails after the engine has gone", () => {
  it("is recognized by being cancelled or by its missing server", () => {
    expect([lost(1), lost(14)].map(isLostCall)).to.deep.equal([true, true]);
    expect([lost(2), new Error("14"), { code: 14 }, null].map(isLostCall)).to.deep.equal([
      false,
      false,
      false,
      false,
    ]);
  });

  it("does not end the process, whereas any other unhandled rejection does", async function () {
    this.timeout(20_000);
    const dropped = 'Object.assign(new Error("dropped"), { code: 14, metadata: {} })';
    expect(await processWith(dropped)).to.equal("went on");
    expect(await processWith('new Error("a bug")')).to.contain("Error: a bug");
  });
});
