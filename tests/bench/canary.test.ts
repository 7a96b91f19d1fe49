import { expect } from "chai";
import { announcedAndFound, withinAThird } from "../../bench/canary/announced";
import { Draws, normalBelow } from "../../bench/canary/draws";
import { falseAlarms, plainTestPercent } from "../../bench/canary/falseAlarms";
import { mannWhitney } from "../../bench/canary/trial";
import { harsh, typical } from "../../bench/canary/world";

describe("bench: canaries in simulated worlds", function () {
  this.timeout(60_000);

  it("return at most one percent of equal versions in the typical world", () => {
    for (const rate of [20, 600]) {
      const { after60Percent } = falseAlarms(typical, rate, 200);
      expect(after60Percent, `${rate} a minute`).to.be.at.most(1);
    }
  });

  it("return few of them in the harsh world too", () => {
    expect(falseAlarms(harsh, 6000, 100).byLatencyPercent).to.equal(0);
  });

  it("are wrong most of the time when a plain test is looked at every minute", () => {
    expect(plainTestPercent(typical, 600, 50)).to.be.above(20);
  });

  it("find what was announced within a third of the announced time", () => {
    const faults = announcedAndFound(6000, 60);
    expect(faults.map(({ fault }) => fault)).to.include.members([
      "1.5x slower",
      "errors 0.1 % -> 5 %",
    ]);
    expect(faults.filter((fault) => !withinAThird(fault))).to.deep.equal([]);
  });
});

describe("bench: chance", () => {
  it("draws counts with the mean and variance of single requests", () => {
    const draws = new Draws(1);
    for (const [trials, probability] of [
      [10, 0.3],
      [1000, 0.001],
      [1000, 0.4],
      [3000, 0.95],
    ] as const) {
      const counts = Array.from({ length: 20_000 }, () => draws.binomial(trials, probability));
      const mean = trials * probability;
      const { average, variance } = momentsOf(counts);
      expect(average / mean, `${trials} ${probability}`).to.be.closeTo(1, 0.03);
      expect(variance / (mean * (1 - probability))).to.be.closeTo(1, 0.05);
    }
    for (const mean of [0.5, 20, 3000]) {
      const { average, variance } = momentsOf(
        Array.from({ length: 20_000 }, () => draws.poisson(mean)),
      );
      expect(average / mean, `${mean}`).to.be.closeTo(1, 0.03);
      expect(variance / mean).to.be.closeTo(1, 0.05);
    }
  });

  it("knows the normal distribution to six digits", () => {
    expect(normalBelow(0)).to.be.closeTo(0.5, 1e-6);
    expect(normalBelow(1.6448536)).to.be.closeTo(0.95, 1e-6);
    expect(normalBelow(-2.3263479)).to.be.closeTo(0.01, 1e-6);
    expect([normalBelow(-7), normalBelow(7)]).to.deep.equal([0, 1]);
  });

  it("tests two samples as Mann and Whitney do", () => {
    // 3 and 4 against 1 and 2: U = 4 of 4, variance 4 * 5 / 12.
    expect(mannWhitney([1, 1, 0, 0], [0, 0, 1, 1])).to.be.closeTo(2 / Math.sqrt(20 / 12), 1e-9);
    expect(mannWhitney([5, 5], [5, 5])).to.equal(0);
  });
});

function momentsOf(values: readonly number[]) {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return { average, variance: squares / values.length };
}
