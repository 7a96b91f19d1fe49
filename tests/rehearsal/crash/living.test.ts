import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { living, untilEnded } from "../../../rehearsal/run/killTree";
import { processTree } from "../../../rehearsal/run/killTree";

describe("processes that should have ended", () => {
  it("are reported while they run, even if their parent is gone", async () => {
    const parent = spawn("sh", ["-c", "sleep 60 & echo begun; wait"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    await once(parent.stdout, "data");
    const tree = processTree(parent.pid!);
    const exited = once(parent, "exit");
    parent.kill("SIGKILL");
    await exited;
    const left = await untilEnded(tree, 300);
    expect(left).to.deep.equal([`${tree[1]} sleep 60`]);
    process.kill(tree[1]!, "SIGKILL");
    expect(await untilEnded(tree, 5000)).to.deep.equal([]);
    expect(await living(tree)).to.deep.equal([]);
  });
});
