import { expect } from "chai";
import { runInTerminal } from "../../../automation/adapters/terminal";

const node = (script: string) =>
  runInTerminal({
    file: process.execPath,
    args: ["--eval", script],
    env: process.env,
    toStderr: true,
  });

describe("a program that runs on this terminal", () => {
  it("ends with its own exit code, or 128 plus the number of the signal that ended it", async () => {
    expect(await node("process.exit(3)")).to.equal(3);
    expect(await node("")).to.equal(0);
    expect(await node("process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 9e4)")).to.equal(
      128 + 15,
    );
  });

  it("has Ctrl-C to itself while it runs, and gives it back", async () => {
    let interrupted = 0;
    const count = () => void interrupted++;
    process.on("SIGINT", count);
    try {
      expect(await node(`process.kill(${process.pid}, "SIGINT")`)).to.equal(0);
      expect(interrupted).to.equal(0);
      expect(process.listeners("SIGINT")).to.include(count);
    } finally {
      process.off("SIGINT", count);
    }
  });

  it("is not found: the error says so", async () => {
    const file = "no-such-program";
    const error = await runInTerminal({ file, args: [], env: {}, toStderr: true }).catch(
      (one: NodeJS.ErrnoException) => one,
    );
    expect(error).to.include({ code: "ENOENT", syscall: "spawn no-such-program" });
  });
});
