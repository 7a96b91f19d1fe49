import { expect } from "chai";
import { candidateSize } from "../../../automation/runbook/begin";

const scaled = { min: 2, max: 6, target: { cpuPercent: 60 } };

describe("the size of a candidate", () => {
  it("is the largest of configured, recorded and running tasks when the size is fixed", () => {
    expect(candidateSize(3, 2, 1)).to.deep.equal({ size: 3 });
    expect(candidateSize(1, 3, 2)).to.deep.equal({ size: 3 });
    expect(candidateSize(1, 2, 3)).to.deep.equal({ size: 3 });
  });

  it("is production's current count with auto scaling, whatever was recorded", () => {
    expect(candidateSize(scaled, 5, 4)).to.deep.equal({ size: 4, serving: 4 });
    expect(candidateSize(scaled, 2, 6)).to.deep.equal({ size: 6, serving: 6 });
  });

  it("is at least the lower bound, even when nothing runs", () => {
    expect(candidateSize(scaled, 0, 0)).to.deep.equal({ size: 2, serving: 2 });
  });

  it("is at least one task, also of what AWS has scaled to 0", () => {
    expect(candidateSize({ ...scaled, min: 0 }, 3, 0)).to.deep.equal({ size: 1, serving: 1 });
    expect(candidateSize({ ...scaled, min: 0 }, 1, 3)).to.deep.equal({ size: 3, serving: 3 });
  });
});
