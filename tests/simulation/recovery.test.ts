import { expect } from "chai";
import { calmSchedule, type Fault, type Recovery } from "../../simulation/schedule";
import { simulate } from "../../simulation/simulate";

const killedAt = (places: readonly string[], place: string, nth: number): Fault => {
  const moments = places.flatMap((one, moment) => (one === place ? [moment] : []));
  return { moment: moments.at(nth)!, kind: "kill" };
};

/** How a release ends if its deployer and Pulumi are killed there, and what the recovery prints. */
async function recovered(place: string, nth: number, recovery: Recovery) {
  const { places } = await simulate(calmSchedule);
  const faults = [killedAt(places, place, nth)];
  return simulate({ ...calmSchedule, recovery: [recovery], faults }, { timeline: true });
}

describe("simulation: recovery after a kill", () => {
  it("resumes a release killed during stage: nothing of it stays", async () => {
    const { ended } = await recovered("after", 0, "resume");
    expect(ended).to.deep.equal([null, "rolledBack"]);
  });

  it("resumes a release killed while the record moved: it is tested again, and done", async () => {
    const { ended, timeline } = await recovered("after", 3, "resume");
    expect(ended).to.deep.equal([null, "done"]);
    const text = timeline.join("\n");
    expect(text).to.contain("kill after users production record");
    expect(text).to.contain("resume 2: step 4, test");
    expect(text).to.contain("resume 2: step drain");
  });

  it("aborts a release killed while the record moved: roll back, drain, stop", async () => {
    const { ended, timeline } = await recovered("after", 3, "abort");
    expect(ended).to.deep.equal([null, "rolledBack"]);
    const steps = timeline.flatMap((line) => /abort 2: step (\w+)/.exec(line)?.[1] ?? []);
    expect(steps).to.deep.equal(["0", "back", "drain", "undo"]);
  });

  it("never rolls back to a fleet that has started to stop: the release is finished", async () => {
    const { ended } = await recovered("after", 5, "abort");
    expect(ended).to.deep.equal([null, "done"]);
  });

  it("is not needed if the deployer was killed after its last action", async () => {
    const { ended } = await recovered("reply", 2, "resume");
    expect(ended).to.deep.equal([null]);
  });
});
