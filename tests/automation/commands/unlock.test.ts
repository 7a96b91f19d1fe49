import { expect } from "chai";
import { unlock } from "../../../automation/commands/unlock";
import { type DeployError } from "../../../automation/world/errors";
import type { EngineLock } from "../../../automation/locks/engineLock";
import type { Machine } from "../../../automation/locks/liveness";

const lock = (host: string): EngineLock => ({
  user: "ci",
  host,
  pid: 41,
  since: "2026-11-22T09:50:00Z",
});

const machine = (alive: boolean): Machine => ({
  host: "here",
  nowMs: () => Date.parse("2026-11-22T10:00:00Z"),
  process: () => (alive ? { ageSeconds: 700 } : null),
});

/** Runs `unlock` over these locks; tells in which order it did what. */
async function run(locks: EngineLock[], alive: boolean, holderIsGone: string[] = []) {
  const did: string[] = [];
  const result = unlock(
    {
      stack: "dev",
      machine: machine(alive),
      locks: {
        peek: () => Promise.resolve(locks),
        find: () => Promise.resolve(locks),
        free: (freed) => {
          did.push(`free ${freed.map(({ host }) => host).join(",")}`);
          return Promise.resolve();
        },
      },
      settlePending: () => {
        did.push("settle");
        return Promise.resolve({ found: [], absent: [], unknown: [] });
      },
    },
    { holderIsGone },
  );
  const outcome = await result.then(
    ({ text }) => text,
    (error: DeployError) => `${error.kind}: ${error.found} -> ${error.next}`,
  );
  return { outcome, did };
}

describe("bluegreen unlock", () => {
  it("releases the lock of a process that is gone, then resolves its pending operations", async () => {
    expect(await run([lock("here")], false)).to.deep.equal({
      outcome:
        "released the lock of ci@here (pid 41), for 10 min: that process is no longer running\n" +
        "next: bluegreen status --stack dev",
      did: ["free here", "settle"],
    });
  });

  it("touches nothing while the holder is running", async () => {
    const { outcome, did } = await run([lock("here")], true, ["ci@here:41"]);
    expect(did).to.deep.equal([]);
    expect(outcome).to.match(
      /^held: stack dev is locked by ci@here \(pid 41\), for 10 min; that pr/,
    );
    expect(outcome).to.contain("kill -INT 41");
  });

  it("touches nothing when it can't tell, unless a person confirms that this holder is gone", async () => {
    const unknown = await run([lock("there")], false, ["ci@there:42"]);
    expect(unknown.did).to.deep.equal([]);
    expect(unknown.outcome).to.contain("--holder-is-gone ci@there:41");
    const told = await run([lock("there")], false, ["ci@there:41"]);
    expect(told.did).to.deep.equal(["free there", "settle"]);
    expect(told.outcome).to.contain("confirmed as gone by --holder-is-gone");
  });

  it("releases no lock while the holder of any may be running", async () => {
    const { did } = await run([lock("here"), lock("there")], false);
    expect(did).to.deep.equal([]);
  });

  it("resolves pending operations even if there is no lock", async () => {
    const { outcome, did } = await run([], false);
    expect(did).to.deep.equal(["settle"]);
    expect(outcome).to.equal("the stack is not locked\nnext: bluegreen status --stack dev");
  });
});
