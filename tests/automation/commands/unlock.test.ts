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

  it("prints nothing that a shell would run, whatever names a lock contains", async () => {
    for (const user of [
      "$(touch x)",
      "a; touch x",
      "`touch x`",
      "a\ntouch x",
      "-rf",
      "a&b|c>d'e\"f",
    ]) {
      const shown = user.replace(/[^\w.-]/g, "_").replace(/^-/, "_");
      const hostile = { ...lock("ci-7;touch x"), user };
      const { outcome, did } = await run([hostile], false);
      expect(outcome).to.equal(
        `held: stack dev is locked by ${shown}@ci-7_touch_x (pid 41), for 10 min; whether that process ` +
          "is still running can't be checked from this host -> make sure that it is no longer " +
          `running, then: bluegreen unlock --stack dev --holder-is-gone ${shown}@ci-7_touch_x:41`,
      );
      expect(did).to.deep.equal([]);
      const told = await run([hostile], false, [`${shown}@ci-7_touch_x:41`]);
      expect(told.did).to.deep.equal(["free ci-7;touch x", "settle"]);
    }
  });

  it("names no process id with which a signal would reach other processes", async () => {
    for (const pid of [0, 1, -1, 2 ** 60]) {
      const { outcome } = await run([{ ...lock("here"), pid }], true);
      expect(outcome).to.contain("can't be checked from this host");
      expect(outcome).not.to.contain("kill");
    }
  });

  it("gives no age for a lock without a timestamp", async () => {
    const { outcome } = await run([{ ...lock("there"), since: "yesterday" }], false);
    expect(outcome).to.contain("locked by ci@there (pid 41); whether");
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
