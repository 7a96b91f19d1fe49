import { expect } from "chai";
import { deviation, pairedRatio, type Ratio } from "../../statistics/pairedRatio";
import { verdictOf } from "../../statistics/verdict";
import { logRatiosOf, type World } from "./typicalWorld";

const typical = { pairs: 360, minutes: 10, sigma: 0.5 };
const seeds = Array.from({ length: 100 }, (_, index) => index + 1);

function covered(
  world: Omit<World, "seed">,
  rule: (pairs: number[]) => Pick<Ratio, "low" | "high">,
) {
  return seeds.filter((seed) => {
    const { low, high } = rule(logRatiosOf({ ...world, seed }));
    return low <= world.ratio && world.ratio <= high;
  }).length;
}

/** Takes every pair for independent of its neighbours, and hosts for equal; without the slowest requests. */
function plain(pairs: number[]): Pick<Ratio, "low" | "high"> {
  const kept = pairs.toSorted((one, other) => one - other).slice(10, -10);
  const center = kept.reduce((sum, pair) => sum + pair, 0) / kept.length;
  const half = (1.96 * deviation(kept)) / Math.sqrt(kept.length);
  return { low: Math.exp(center - half), high: Math.exp(center + half) };
}

describe("statistics: the interval in a typical world", function () {
  this.timeout(60_000);

  for (const ratio of [0.3, 1, 1.25, 2]) {
    it(`covers a ratio of ${ratio} in at least 93 of 100 seeds`, () => {
      expect(covered({ ...typical, ratio }, pairedRatio)).to.be.at.least(93);
    });
  }

  it("covers the truth as often where single requests vary more", () => {
    expect(covered({ ...typical, ratio: 1, sigma: 1.2 }, pairedRatio)).to.be.at.least(93);
  });

  it("covers it also for a comparison that goes on, up to three times as long, until it can tell", () => {
    const rounds = (pairs: number[]) => {
      const first = pairedRatio(pairs.slice(0, 360));
      if (verdictOf(first, 1.25) !== "unclear") return first;
      const second = pairedRatio(pairs.slice(0, 720));
      return verdictOf(second, 1.25) === "unclear" ? pairedRatio(pairs) : second;
    };
    // Where it often goes on: close to the limit, with much noise.
    for (const ratio of [1, 1.2]) {
      const world = { pairs: 1080, minutes: 30, sigma: 1.2, ratio };
      expect(covered(world, rounds), `${ratio}`).to.be.at.least(93);
    }
  });

  it("covers it more often than an interval that takes neighbouring pairs for independent", () => {
    expect(covered({ ...typical, ratio: 1 }, plain)).to.be.below(93);
  });

  it("never calls an equal version slower, nor one that is twice as slow not slower", () => {
    const verdicts = (ratio: number) =>
      seeds.map((seed) => verdictOf(pairedRatio(logRatiosOf({ ...typical, seed, ratio })), 1.25));
    expect(verdicts(1)).to.not.include("slower");
    expect(new Set(verdicts(2))).to.deep.equal(new Set(["slower"]));
    expect(new Set(verdicts(0.5))).to.deep.equal(new Set(["faster"]));
  });
});
