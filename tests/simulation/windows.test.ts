import { expect } from "chai";
import { calmSchedule, type Schedule } from "../../simulation/schedule";
import {
  crashes,
  everyNth,
  faultsAt,
  holds,
  pairs,
  singles,
  windowBases,
} from "../../simulation/search/enumerate";
import { simulate } from "../../simulation/simulate";
import { expectSurvival } from "./survival";

const windows: Schedule = { ...calmSchedule, windows: true };
const moved = / users production record is now green/;

async function* held(bases: readonly Schedule[]): AsyncGenerator<Schedule> {
  for (const base of bases) {
    const { places } = await simulate(base);
    for (const fault of faultsAt(places, holds)) yield { ...base, faults: [fault] };
  }
}

describe("windows and blockers in the simulation", () => {
  for (const kind of ["windowsClose", "blockerGoesOn"] as const) {
    it(`${kind}: a release is refused, rests before its switch, or has switched already`, async () => {
      const { places } = await simulate(windows);
      const ends: string[] = [];
      for (const fault of faultsAt(places, [kind])) {
        const outcome = await simulate({ ...windows, faults: [fault] }, { timeline: true });
        expect(outcome.violation).to.equal(null);
        const [first, ...others] = outcome.ended;
        const last = others.length > 0 ? `, then ${others.at(-1)}` : "";
        const wentOn = moved.test(outcome.timeline.join("\n")) ? "switched" : "never switched";
        ends.push(`${first}${last}, ${wentOn}`);
      }
      expect(ends.filter((end, index) => end !== ends[index - 1])).to.deep.equal([
        "refused, never switched",
        "resting, then done, switched",
        "done, switched",
      ]);
    });
  }

  it("hold up no release that is urgent, once it is resumed", async () => {
    const { places } = await simulate(windows);
    const staged = places.length / 3;
    const schedule: Schedule = {
      ...windows,
      recovery: ["urgent"],
      faults: [{ moment: Math.floor(staged), kind: "windowsClose" }],
    };
    const { ended, seconds } = await simulate(schedule);
    expect(ended).to.deep.equal(["resting", "done"]);
    // It has not waited for them to open.
    expect(seconds).to.be.lessThan(90);
  });

  it("are survived at every moment, with every way to recover", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(held(windowBases), 6), 100);
    await expectSurvival(everyNth(singles(windowBases), 120), 100);
  });

  it("are survived with a crash", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(pairs(crashes, holds, windowBases.slice(0, 2)), 300), 50);
  });
});
