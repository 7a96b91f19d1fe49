import { expect } from "chai";
import {
  colorsAtOnce,
  type Consumption,
  longestPauseSeconds,
} from "../../../localCloud/queue/consumption";

function consumption(task: string, color: string, firstMs: number, lastMs: number): Consumption {
  return { task, color, digest: "sha256:1", version: "v1", firstMs, lastMs, leases: 1, effects: 1 };
}

describe("consumption of jobs", () => {
  it("is by one color at a time if a fleet is done before the next one starts", () => {
    const all = [
      consumption("a", "blue", 0, 1000),
      consumption("b", "blue", 100, 1400),
      consumption("c", "green", 1401, 3000),
      consumption("d", "green", 1500, 2900),
      consumption("e", "blue", 3001, 4000),
    ];
    expect(colorsAtOnce(all)).to.deep.equal([]);
  });

  const overlaps: [what: string, other: Consumption, seconds: number][] = [
    ["starts before the other ends", consumption("b", "green", 600, 2000), 0.4],
    ["has one activity between two of the other", consumption("b", "green", 500, 500), 0],
    ["starts at the other's last activity", consumption("b", "green", 1000, 2000), 0],
    ["started first and outlives the other", consumption("b", "green", -5, 2000), 1],
  ];
  for (const [what, other, seconds] of overlaps) {
    it(`is by two colors at once if one ${what}`, () => {
      const found = colorsAtOnce([other, consumption("a", "blue", 0, 1000)]);
      expect(found.map((overlap) => overlap.seconds)).to.deep.equal([seconds]);
      const { earlier, later } = found[0]!;
      expect([earlier.task, later.task].sort()).to.deep.equal(["a", "b"]);
      expect(earlier.firstMs).to.be.at.most(later.firstMs);
    });
  }

  it("names each pair of tasks, also of one that outlived its fleet", () => {
    const all = [
      consumption("a", "blue", 0, 1000),
      consumption("straggler", "blue", 0, 1700),
      consumption("c", "green", 1500, 3000),
      consumption("d", "green", 1600, 3000),
    ];
    const pairs = colorsAtOnce(all).map(({ earlier, later }) => `${earlier.task} ${later.task}`);
    expect(pairs).to.deep.equal(["straggler c", "straggler d"]);
  });

  it("pauses between two fleets, not between two tasks of one", () => {
    expect(longestPauseSeconds([])).to.equal(0);
    const all = [
      consumption("c", "green", 3500, 4000),
      consumption("a", "blue", 0, 1000),
      consumption("b", "blue", 900, 1500),
      consumption("d", "green", 4100, 5000),
    ];
    expect(longestPauseSeconds(all)).to.equal(2);
  });
});
