import { expect } from "chai";
import { calmSchedule, type Schedule } from "../../simulation/schedule";
import { compareBases, everyNth, singles } from "../../simulation/search/enumerate";
import { simulate } from "../../simulation/simulate";
import { expectSurvival } from "./survival";

const compared: Schedule = { ...calmSchedule, compare: true };

describe("a comparison in the simulation", () => {
  it("lets an equal version through", async () => {
    const { violation, ended, timeline } = await simulate(compared, { timeline: true });
    expect(violation).to.equal(null);
    expect(ended).to.deep.equal(["done"]);
    expect(timeline.some((line) => line.includes(" not slower than 1.25x "))).to.equal(true);
  });

  it("ends the release of a slow one before any user reaches it", async () => {
    const faults = [{ moment: 0, kind: "slow" as const }];
    const slow = { ...compared, faults };
    const { violation, ended, timeline } = await simulate(slow, { timeline: true });
    expect(violation).to.equal(null);
    expect(ended).to.deep.equal(["rolledBack"]);
    expect(timeline.filter((line) => line.includes("load balancer is now"))).to.deep.equal([]);
    // Without the comparison nothing speaks against it.
    expect((await simulate({ ...calmSchedule, faults })).ended).to.deep.equal(["done"]);
  });

  it("survives single faults, alone and before a canary", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(singles(compareBases), 8), 100);
  });
});
