import { expect } from "chai";
import { calmSchedule, type Fault, type Schedule } from "../../simulation/schedule";
import { faultsAt } from "../../simulation/search/enumerate";
import { simulate } from "../../simulation/simulate";

const switched = / users production record is now green/;
const returned = / users production record is now blue/;

describe("simulation: an alarm that goes off", () => {
  const run = (faults: Fault[], schedule: Schedule = calmSchedule) =>
    simulate({ ...schedule, faults }, { timeline: true });

  it("ends a release at any time from its start until its drain is over, and never otherwise", async () => {
    const { places } = await simulate(calmSchedule);
    const ends: string[] = [];
    for (const fault of faultsAt(places, ["alarmGoesOff"])) {
      const { violation, ended, timeline } = await run([fault]);
      expect(violation).to.equal(null);
      const text = timeline.join("\n");
      const moved = switched.test(text) ? "switched" : "never switched";
      ends.push(`${ended.join()}, ${moved}${returned.test(text) ? " and returned" : ""}`);
    }
    const inOrder = ends.filter((end, index) => end !== ends[index - 1]);
    expect(inOrder).to.deep.equal([
      "done, switched",
      "rolledBack, never switched",
      "rolledBack, switched and returned",
      "done, switched",
    ]);
  });

  it("rolls production back even if it went off while no deployer was running", async () => {
    const { places, timeline } = await simulate(calmSchedule, { timeline: true });
    const drain = timeline.findIndex((line) => line.includes("step drain"));
    expect(drain).to.be.greaterThan(0);
    const sleeps = places.flatMap((place, moment) => (place === "sleep" ? [moment] : []));
    const outcomes = await Promise.all(
      sleeps.map(async (moment) => {
        const kill: Fault = { moment, kind: "kill" };
        const outcome = await run([kill, { moment: moment + 1, kind: "alarmGoesOff" }]);
        const killedInDrain = outcome.timeline.findIndex((line) => line.includes("kill at a wait"));
        const before = outcome.timeline.slice(0, killedInDrain).join("\n");
        return /step drain/.test(before) && !/step 6/.test(before) ? [outcome] : [];
      }),
    );
    expect(outcomes.flat()).to.not.be.empty;
    for (const { violation, ended, timeline: lines } of outcomes.flat()) {
      expect({ violation, ended }).to.deep.equal({ violation: null, ended: [null, "rolledBack"] });
      expect(lines.join("\n")).to.match(returned);
    }
  });
});
