import { expect } from "chai";
import type { StepTime } from "../../../rehearsal/report/facts";
import { canaryFacts } from "../../../rehearsal/run/canaryFacts";
import { shifts } from "../../../rehearsal/run/scenario";

describe("what a rehearsal knows of its canary", () => {
  const step = (name: string, startedMs: number, endedMs: number | null): StepTime => ({
    ...{ step: name, name, startedMs, endedMs },
  });
  const share = (startedMs: number, servingMs: number, endedMs: number | null): StepTime => ({
    ...{ ...step("canary", startedMs, endedMs), servingMs },
  });
  const percents = shifts.steps.map(({ percent }) => percent);
  const steps = [step("4", 0, 1000), share(1000, 4000, 100_000)];
  const second = share(100_000, 103_000, 120_000);
  const during = (percent: number, fromMs: number, toMs: number) => ({ percent, fromMs, toMs });
  const never = { fromMs: Infinity, toMs: Infinity };
  const begin = [during(0, 0, 1000), during(percents[0]!, 4000, 100_000)];
  const both = [...begin, during(percents[1]!, 103_000, 120_000)];

  it("is that each share served from the first look after its `up` to the end of its step, and then all of it", () => {
    expect(canaryFacts([...steps, second, step("5", 120_000, 124_000)])).to.deep.equal({
      percents,
      served: [...both, during(100, 124_000, Infinity), { percent: 0, ...never }],
    });
  });

  it("includes the share at which the candidate was rolled back, and that nothing came after that", () => {
    expect(canaryFacts([...steps, second, step("undo", 120_000, 130_000)])).to.deep.equal({
      percents,
      served: [...both, during(100, Infinity, 120_000), during(0, 130_000, Infinity)],
    });
  });

  it("includes that a candidate which was switched to and returned had everything until then", () => {
    const { served } = canaryFacts([
      ...[...steps, second, step("5", 120_000, 124_000)],
      ...[step("back", 150_000, 153_000), step("undo", 160_000, 165_000)],
    ]);
    expect(served.slice(3)).to.deep.equal([
      during(100, 124_000, 150_000),
      during(0, 153_000, Infinity),
    ]);
  });

  it("leaves out a share whose `up` failed, or whose step has not ended", () => {
    const left = {
      percents,
      served: [...begin, { percent: 100, ...never }, during(0, Infinity, Infinity)],
    };
    expect(canaryFacts([...steps, step("canary", 100_000, 120_000)])).to.deep.equal(left);
    expect(canaryFacts([...steps, share(100_000, 103_000, null)])).to.deep.equal(left);
  });

  it("is that nothing ever went to a candidate that has failed before", () => {
    const { served } = canaryFacts([step("4", 0, 1000), step("undo", 1000, 9000)]);
    expect(served[0]).to.deep.equal(during(0, 0, Infinity));
  });
});
