import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { membersOf, untilEnded } from "../../../rehearsal/crash/processGroup";

describe("a process group", () => {
  it("has members while one of its processes runs, though its leader is gone", async () => {
    const leader = spawn("sh", ["-c", "sleep 60 & echo begun; wait"], {
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    await once(leader.stdout, "data");
    const group = leader.pid!;
    const exited = once(leader, "exit");
    leader.kill("SIGKILL");
    await exited;
    const left = await untilEnded(group, 300);
    expect(left).to.have.length(1);
    expect(left[0]).to.match(/^\d+ sleep 60$/);
    process.kill(-group, "SIGKILL");
    expect(await untilEnded(group, 5000)).to.deep.equal([]);
    expect(await membersOf(group)).to.deep.equal([]);
  });
});
