import { expect } from "chai";
import { seededRandom } from "../../../localCloud/random";
import { faultKinds } from "../../../simulation/schedule";
import { randomSchedule, randomSchedules } from "../../../simulation/search/random";

describe("random schedules of the simulation", () => {
  it("use numbers in [0, 1) determined by the seed, evenly spread", () => {
    const take = (seed: number) => Array.from({ length: 2000 }, seededRandom(seed));
    const numbers = take(1);
    expect(numbers).to.deep.equal(take(1));
    expect(numbers).to.not.deep.equal(take(2));
    expect(Math.min(...numbers)).to.be.at.least(0);
    expect(Math.max(...numbers)).to.be.below(1);
    const mean = numbers.reduce((sum, one) => sum + one) / numbers.length;
    expect(mean).to.be.closeTo(0.5, 0.03);
  });

  it("have one to six faults in order, of every kind", () => {
    const kinds = new Set<string>();
    for (const { faults } of randomSchedules(2000, 1)) {
      expect(faults.length).to.be.within(1, 6);
      const moments = faults.map(({ moment }) => moment);
      expect(moments).to.deep.equal([...moments].sort((a, b) => a - b));
      for (const { kind } of faults) kinds.add(kind);
    }
    expect([...kinds].sort()).to.deep.equal(Object.keys(faultKinds).sort());
  });

  it("adopt names, release them, roll back, decommission and end adoptions", () => {
    const kinds = new Set<string>();
    for (const { command, start } of randomSchedules(2000, 1)) {
      if (start !== "released" && start !== "first") kinds.add(`${command} ${start}`);
    }
    expect([...kinds].sort()).to.deep.equal([
      "adopt elsewhere",
      "deploy adopted",
      "deploy moved",
      "finish adopted",
      "finish moved",
      "rollback moved",
      "withdraw moved",
    ]);
  });

  it("always recover with a command that can end a release", () => {
    for (const { recovery } of randomSchedules(2000, 1)) {
      expect(["resume", "abort"]).to.include(recovery.at(-1));
    }
  });

  it("are for run n of seed s those of the first run of seed s + n", () => {
    expect([...randomSchedules(5, 100)][4]).to.deep.equal(randomSchedule(104));
  });
});
