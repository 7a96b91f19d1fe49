import { expect } from "chai";
import { elapsedSeconds, thisMachine } from "../../../automation/adapters/machine";
import { locksIn } from "../../../automation/locks/engineLock";
import { livenessOf, type Machine, ownerProcess } from "../../../automation/locks/liveness";

const since = "2026-11-22T10:00:00Z";

/** At 10:10, with one process of this age. */
const machine = (ageSeconds: number | null | "none"): Machine => ({
  host: "runner-1",
  nowMs: () => Date.parse("2026-11-22T10:10:00Z"),
  process: () => (ageSeconds === "none" ? null : { ageSeconds }),
});

describe("locks/liveness", () => {
  const here = { host: "runner-1", pid: 7, since };
  const cases: [string, Parameters<typeof machine>[0], string][] = [
    ["no such process", "none", "gone"],
    ["a process as old as the name", 600, "alive"],
    ["an older one", 4000, "alive"],
    ["one that is younger by what clocks differ", 598, "alive"],
    ["a younger one, which has the number of another", 597, "gone"],
    ["one of unknown age", null, "alive"],
  ];
  for (const [what, age, expected] of cases) {
    it(`takes ${what} as ${expected}`, () => {
      expect(livenessOf(here, machine(age))).to.equal(expected);
    });
  }

  it("knows nothing of another machine", () => {
    expect(livenessOf({ ...here, host: "runner-2" }, machine("none"))).to.equal("elsewhere");
  });

  it("reads the owner of a release, and nothing out of another text", () => {
    expect(ownerProcess("ann@build.example.com:42", since)).to.deep.equal({
      host: "build.example.com",
      pid: 42,
      since,
    });
    expect(ownerProcess("a pipeline", since)).to.equal(null);
  });

  it("reads every lock out of the engine's words", () => {
    const text = `error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  s3://state/.pulumi/locks/organization/bluegreen/dev/1.json: created by root@vm (pid 6622) at 2026-11-22T16:21:42Z
  s3://state/.pulumi/locks/organization/bluegreen/dev/2.json: created by ann lee@mac.local (pid 8) at 2026-11-22T16:21:43+01:00`;
    expect(locksIn(text)).to.deep.equal([
      { user: "root", host: "vm", pid: 6622, since: "2026-11-22T16:21:42Z" },
      { user: "ann lee", host: "mac.local", pid: 8, since: "2026-11-22T16:21:43+01:00" },
    ]);
    expect(locksIn("error: no stack named 'dev' found")).to.deep.equal([]);
  });

  it("finds this very process on this machine, and none under a number that cannot be", () => {
    const found = thisMachine.process(process.pid);
    expect(found?.ageSeconds).to.be.closeTo(process.uptime(), 3);
    expect(thisMachine.process(2 ** 30)).to.equal(null);
  });

  const times: [string, number | null][] = [
    ["00:05", 5],
    ["12:34", 754],
    ["01:02:03", 3723],
    ["2-01:00:00", 176_400],
    ["ELAPSED", null],
  ];
  for (const [text, seconds] of times) {
    it(`reads the elapsed time ${text}`, () => {
      expect(elapsedSeconds(text)).to.equal(seconds);
    });
  }
});
