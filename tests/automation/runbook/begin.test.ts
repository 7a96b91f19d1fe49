import { expect } from "chai";
import { candidateSize } from "../../../automation/runbook/begin";

const fixed = (min: number, recorded: number, tasks: number) =>
  candidateSize({ min }, false, { recorded, tasks });
const scaled = (min: number, recorded: number, tasks: number) =>
  candidateSize({ min }, true, { recorded, tasks });

describe("the size of a candidate", () => {
  it("is the largest of configured, recorded and running tasks when the size is fixed", () => {
    expect(fixed(3, 2, 1)).to.deep.equal({ size: 3 });
    expect(fixed(1, 3, 2)).to.deep.equal({ size: 3 });
    expect(fixed(1, 2, 3)).to.deep.equal({ size: 3 });
  });

  it("is production's current count with auto scaling, whatever was recorded", () => {
    expect(scaled(2, 5, 4)).to.deep.equal({ size: 4, serving: 4 });
    expect(scaled(2, 2, 6)).to.deep.equal({ size: 6, serving: 6 });
  });

  it("is at least the lower bound that holds by then, even when nothing runs", () => {
    expect(scaled(2, 0, 0)).to.deep.equal({ size: 2, serving: 2 });
  });

  it("is at least one task, also of what AWS has scaled to 0", () => {
    expect(scaled(0, 3, 0)).to.deep.equal({ size: 1, serving: 1 });
    expect(scaled(0, 1, 3)).to.deep.equal({ size: 3, serving: 3 });
  });
});
