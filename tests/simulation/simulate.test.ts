import { expect } from "chai";
import { calmSchedule } from "../../simulation/schedule";
import { crashesWithFault, everyNth, hookBases, singles } from "../../simulation/search/enumerate";
import { randomSchedule, randomSchedules } from "../../simulation/search/random";
import { simulate } from "../../simulation/simulate";
import { expectSurvival } from "./survival";

const seed = 20_260_101;

describe("the simulation of a release", () => {
  it("follows the six steps if nothing goes wrong", async () => {
    const { violation, ended, timeline } = await simulate(calmSchedule, { timeline: true });
    expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["done"] });
    const changes = timeline.flatMap((line) => / (users .* is now .*)/.exec(line)?.[1] ?? []);
    expect(changes).to.deep.equal([
      "users green fleet is now 2 repository@sha256:new",
      "users test record is now green",
      "users rule of the green load balancer is now green",
      "users production record is now green",
      "users rule of the blue load balancer is now green",
      "users blue fleet is now 0 repository@sha256:old",
      "users test record is now nothing",
    ]);
  });

  it("runs every hook on its way, once, and ends with it", async () => {
    const { violation, ended, timeline } = await simulate(
      { ...calmSchedule, hooks: true },
      { timeline: true },
    );
    expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["done"] });
    const told = timeline.flatMap(
      (line) => /(task bluegreen\S+|step (?:\d|drain)|revision \d+)/.exec(line)?.[1] ?? [],
    );
    const task = (hook: string) => `task bluegreen/deploy-1/users/${hook}`;
    expect(told).to.deep.equal([
      "step 0",
      "revision 2",
      task("beforeStage"),
      "step 1",
      "revision 3",
      "step 2",
      "step 3",
      "step 4",
      "revision 4",
      task("beforeSwitch"),
      "step 5",
      "revision 5",
      "revision 6",
      task("afterSwitch"),
      "step drain",
      "step 6",
      "revision 7",
      task("afterRetire"),
      "revision 8",
    ]);
  });

  it("drains for the TTL and its margin between the switch in sync and the stop", async () => {
    const { timeline } = await simulate(calmSchedule, { timeline: true });
    const at = (text: string) => Number(timeline.find((line) => line.includes(text))!.slice(0, 8));
    expect(at("step 6") - at("step drain")).to.be.closeTo(8, 0.01);
  });

  it("survives every single fault, from either start, with every way to recover", async function () {
    this.timeout(240_000);
    await expectSurvival(singles(), 8000);
  });

  it("survives a crash combined with any other fault: each 60th of all such pairs", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(crashesWithFault(), 60), 4000);
  });

  it("survives a crash combined with any other fault, with hooks: each 240th", async function () {
    this.timeout(240_000);
    await expectSurvival(everyNth(crashesWithFault(hookBases), 240), 2000);
  });

  it("survives random schedules of up to six faults", async function () {
    this.timeout(120_000);
    await expectSurvival(randomSchedules(5000, seed), 4999);
  });

  it("gives the same timeline for the same seed, and another one for another", async () => {
    const run = (of: number) => simulate(randomSchedule(of), { timeline: true });
    for (let index = 0; index < 50; index++) {
      expect(await run(seed + index)).to.deep.equal(await run(seed + index));
    }
    expect(await run(seed)).to.not.deep.equal(await run(seed + 1));
  });

  it("runs several schedules at once without interference", async () => {
    const seeds = Array.from({ length: 20 }, (_, index) => seed + index);
    const one = (of: number) => simulate(randomSchedule(of), { timeline: true });
    const together = await Promise.all(seeds.map(one));
    for (const [index, outcome] of together.entries()) {
      expect(outcome).to.deep.equal(await one(seeds[index]!));
    }
  });
});
