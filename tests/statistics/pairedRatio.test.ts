import { expect } from "chai";
import { hodgesLehmann } from "../../statistics/hodgesLehmann";
import { pairedRatio } from "../../statistics/pairedRatio";
import { pairsNeeded, verdictOf } from "../../statistics/verdict";
import vectors from "./pairs.json";

const digits = 1e-6;
const { logRatios, batchHL, hlExamples, mean, low, high } = vectors;

describe("statistics: paired comparison", () => {
  it("finds the Hodges-Lehmann centers of the test vectors", () => {
    for (const { d, hl } of hlExamples) expect(hodgesLehmann(d)).to.be.closeTo(hl, digits);
    const size = logRatios.length / vectors.batches;
    batchHL.forEach((expected, batch) => {
      const values = logRatios.slice(batch * size, (batch + 1) * size);
      expect(hodgesLehmann(values), `batch ${batch}`).to.be.closeTo(expected, digits);
    });
  });

  it("finds the center of the most pairs that a comparison may have, which has millions of means", () => {
    const values = Array.from({ length: 3000 }, (_, index) => ((index * 7919) % 3000) / 3000);
    expect(hodgesLehmann(values)).to.be.closeTo(2999 / 6000, digits);
    expect([hodgesLehmann([3]), hodgesLehmann([0, 1]), hodgesLehmann([2, 2, 2])]).to.deep.equal([
      3, 0.5, 2,
    ]);
  });

  it("finds the ratio and the interval of the test vectors", () => {
    const found = pairedRatio(logRatios);
    expect(Math.log(found.ratio)).to.be.closeTo(mean, digits);
    expect(found.low).to.be.closeTo(low, digits);
    expect(found.high).to.be.closeTo(high, digits);
  });

  it("uses every pair when they do not divide into 12 batches", () => {
    const pairs = Array.from({ length: 125 }, () => Math.log(2));
    expect(pairedRatio(pairs).ratio).to.be.closeTo(2, digits);
    // A batch that was empty would have no center.
    expect(pairedRatio(pairs.slice(0, 13)).low).to.be.closeTo(2 / 1.03, digits);
  });

  it("takes the verdict from the ends of the interval", () => {
    expect(verdictOf({ low: 0.3, high: 0.999 }, 1.25)).to.equal("faster");
    expect(verdictOf({ low: 0.3, high: 1 }, 1.25)).to.equal("notSlower");
    expect(verdictOf({ low: 1.1, high: 1.249 }, 1.25)).to.equal("notSlower");
    expect(verdictOf({ low: 0.9, high: 1.25 }, 1.25)).to.equal("unclear");
    expect(verdictOf({ low: 1.25, high: 2 }, 1.25)).to.equal("unclear");
    expect(verdictOf({ low: 1.251, high: 2 }, 1.25)).to.equal("slower");
  });

  it("says how many pairs a limit needs, and never fewer than 120", () => {
    // Standard deviation 0.7, as in the specification.
    const noisy = [-0.7, 0.7].flatMap((value) => Array.from({ length: 500 }, () => value));
    expect(pairsNeeded(noisy, 1.25)).to.equal(210);
    expect(pairsNeeded(noisy, 1.1)).to.equal(1816);
    expect(pairsNeeded(noisy, 2)).to.equal(120);
  });
});
