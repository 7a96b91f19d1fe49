import { expect } from "chai";
import { canaryFacts } from "../../../rehearsal/run/canaryFacts";
import { shifts } from "../../../rehearsal/run/scenario";

describe("what a rehearsal knows of its canary", () => {
  const step = (name: string, startedMs: number, endedMs: number | null) => ({
    ...{ step: name, name, startedMs, endedMs },
  });
  const percents = shifts.steps.map(({ percent }) => percent);
  const [first, second] = shifts.steps.map(({ minutes }) => minutes * 1000) as [number, number];
  const steps = [
    step("4", 0, 1000),
    step("canary", 1000, 100_000),
    step("canary", 100_000, 300_000),
    step("5", 300_000, 301_000),
  ];
  const served = [
    { percent: percents[0], fromMs: 100_000 - first, toMs: 100_000 },
    { percent: percents[1], fromMs: 300_000 - second, toMs: 300_000 },
  ];

  it("is that a share surely served for its minutes before its step ended", () => {
    expect(canaryFacts(steps, true)).to.deep.equal({ percents, served });
  });

  it("leaves out the share that was rolled back, at whatever moment", () => {
    const returned = { percents, served: served.slice(0, 1) };
    expect(canaryFacts(steps, false)).to.deep.equal(returned);
    expect(canaryFacts([...steps.slice(0, 2), step("canary", 100_000, null)], false)).to.deep.equal(
      returned,
    );
  });
});
