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

describe("the liveness of a recorded process", () => {
  const here = { host: "runner-1", pid: 7, since };
  const cases: [string, Parameters<typeof machine>[0], string][] = [
    ["a pid that no process has", "none", "gone"],
    ["a process as old as the record", 600, "alive"],
    ["an older process", 4000, "alive"],
    ["a process that is younger by less than clocks differ", 598, "alive"],
    ["a younger process, which reuses the pid", 597, "gone"],
    ["a process of unknown age", null, "alive"],
  ];
  for (const [what, age, expected] of cases) {
    it(`is ${expected} for ${what}`, () => {
      expect(livenessOf(here, machine(age))).to.equal(expected);
    });
  }

  it("is unknown for another machine", () => {
    expect(livenessOf({ ...here, host: "runner-2" }, machine("none"))).to.equal("elsewhere");
  });

  it("can be asked for the owner of a release, but not for any other text", () => {
    expect(ownerProcess("ann@build.example.com:42", since)).to.deep.equal({
      host: "build.example.com",
      pid: 42,
      since,
    });
    expect(ownerProcess("a pipeline", since)).to.equal(null);
  });

  it("can be asked for every lock in an error message of Pulumi", () => {
    const text = `error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  s3://state/.pulumi/locks/organization/bluegreen/dev/1.json: created by root@vm (pid 6622) at 2026-11-22T16:21:42Z
  s3://state/.pulumi/locks/organization/bluegreen/dev/2.json: created by ann lee@mac.local (pid 8) at 2026-11-22T16:21:43+01:00`;
    expect(locksIn(text)).to.deep.equal([
      { user: "root", host: "vm", pid: 6622, since: "2026-11-22T16:21:42Z" },
      { user: "ann lee", host: "mac.local", pid: 8, since: "2026-11-22T16:21:43+01:00" },
    ]);
    expect(locksIn("error: no stack named 'dev' found")).to.deep.equal([]);
    const startedMs = performance.now();
    for (const part of ["created by ", "created by @a", "created by a@b (pid 7"]) {
      expect(locksIn(part.repeat(20_000))).to.deep.equal([]);
      expect(locksIn(`created by ${part.repeat(2_000)}${"@a".repeat(5_000)}`)).to.deep.equal([]);
    }
    expect(performance.now() - startedMs).to.be.below(3000);
  });

  it("is found for this test's own process, and not for an impossible pid", () => {
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
    it(`comes from a process age such as ${text}`, () => {
      expect(elapsedSeconds(text)).to.equal(seconds);
    });
  }
});
