import { expect } from "chai";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { once } from "node:events";
import { toldFailure } from "../../../automation/cli/stopped";
import { pausing } from "../../../automation/runbook/run";
import { machineTrouble } from "../../../automation/world/machineTrouble";

const thrownBy = (act: () => Promise<unknown>) =>
  act().then(
    () => expect.fail("nothing was thrown"),
    (error: unknown) => error,
  );
const fullDisk = () => thrownBy(() => writeFile("/dev/full", "settings"));
const signal = new AbortController().signal;

describe("what this machine refuses", () => {
  it("is no bug: a full disk", async () => {
    const error = toldFailure("dev", { soon: signal, now: signal }, await fullDisk());
    expect(error).to.deep.include({
      kind: "refused",
      found: "a disk of this machine is full",
      reasons: ["ENOSPC: no space left on device, write"],
      next:
        "free some space (`df -h` shows which disk is full; temporary files are in `TMPDIR`), " +
        "and run the command again",
    });
  });

  it("pauses a release that has begun", async () => {
    const goOn = "bluegreen resume --stack dev";
    expect(pausing(await fullDisk(), goOn, "release paused")).to.deep.include({
      kind: "stoppedMidway",
      found: "release paused: a disk of this machine is full",
      next:
        "free some space (`df -h` shows which disk is full; temporary files are in `TMPDIR`); " +
        "then: bluegreen resume --stack dev",
    });
  });

  it("names the path where it is known", () => {
    const denied = Object.assign(new Error("EACCES: permission denied, mkdir '/home/x'"), {
      ...{ code: "EACCES", syscall: "mkdir", path: "/home/x" },
    });
    expect(machineTrouble(denied)).to.include({
      next: "let this user read and write /home/x, and run the command again",
    });
  });

  it("is not about connections, missing files or mistakes of the program", async () => {
    const refusedByKernel = Object.assign(new Error("connect EACCES"), {
      ...{ code: "EACCES", syscall: "connect" },
    });
    const [refusedByPeer] = (await once(connect(1, "127.0.0.1"), "error").catch(
      (error: unknown) => [error],
    )) as [unknown];
    const missing = await thrownBy(() => writeFile("/no/such/folder/file", ""));
    for (const error of [refusedByKernel, refusedByPeer, missing, new TypeError("x"), "text"]) {
      expect(machineTrouble(error), String(error)).to.equal(undefined);
    }
  });
});
