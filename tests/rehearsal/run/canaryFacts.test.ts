import { expect } from "chai";
import type { StepTime } from "../../../rehearsal/report/facts";
import { canaryFacts } from "../../../rehearsal/run/canaryFacts";
import { shifts } from "../../../rehearsal/run/scenario";

describe("what a rehearsal knows of its canary", () => {
  const step = (name: string, startedMs: number, endedMs: number | null): StepTime => ({
    ...{ step: name, name, startedMs, endedMs },
  });
  const percents = shifts.steps.map(({ percent }) => percent);
  const steps = [
    step("4", 0, 1000),
    { ...step("canary", 1000, 100_000), servingMs: 4000 },
    { ...step("canary", 100_000, 120_000), servingMs: 103_000 },
  ];
  const served = [
    { percent: percents[0], fromMs: 4000, toMs: 100_000 },
    { percent: percents[1], fromMs: 103_000, toMs: 120_000 },
  ];

  it("is that a share served from the first look after its `up` to the end of its step", () => {
    expect(canaryFacts([...steps, step("5", 120_000, 121_000)])).to.deep.equal({
      ...{ percents, served },
    });
  });

  it("includes the share at which the candidate was rolled back", () => {
    expect(canaryFacts([...steps, step("undo", 120_000, 130_000)])).to.deep.equal({
      ...{ percents, served },
    });
  });

  it("leaves out a share whose `up` failed, or whose step has not ended", () => {
    const first = { percents, served: served.slice(0, 1) };
    expect(canaryFacts([...steps.slice(0, 2), step("canary", 100_000, 120_000)])).to.deep.equal(
      first,
    );
    const open = { ...step("canary", 100_000, null), servingMs: 103_000 };
    expect(canaryFacts([...steps.slice(0, 2), open])).to.deep.equal(first);
  });
});
