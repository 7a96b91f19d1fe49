import { expect } from "chai";
import { calmSchedule, type Schedule } from "../../simulation/schedule";
import { adoptionBases, everyNth, singles } from "../../simulation/search/enumerate";
import { simulate } from "../../simulation/simulate";
import { expectSurvival } from "./survival";

const adopted: Schedule = { ...calmSchedule, start: "adopted", thenRollBack: true };

async function changesOf(schedule: Schedule) {
  const { violation, ended, timeline } = await simulate(schedule, { timeline: true });
  expect(violation).to.equal(null);
  const changes = timeline.flatMap((line) => /users (.* is now .*)/.exec(line)?.[1] ?? []);
  const at = (text: string) => Number(timeline.find((line) => line.includes(text))!.slice(0, 8));
  return { ended, changes, at };
}

describe("simulation: a name that was served from elsewhere", () => {
  it("is written as it is when it is adopted, and not at all when the adoption ends", async () => {
    const adopt = await changesOf({ ...calmSchedule, start: "elsewhere", command: "adopt" });
    expect(adopt.ended).to.deep.equal(["done"]);
    expect(adopt.changes).to.deep.equal(["production record is now origin"]);
    const finish = await changesOf({ ...calmSchedule, start: "moved", command: "finish" });
    expect(finish.ended).to.deep.equal(["done"]);
    expect(finish.changes).to.deep.equal([]);
  });

  it("is released after the origin's TTL, and given back before the fleet stops", async () => {
    const { ended, changes, at } = await changesOf(adopted);
    expect(ended).to.deep.equal(["done", "done"]);
    expect(changes).to.deep.equal([
      "rule of the blue load balancer is now blue",
      "rule of the green load balancer is now blue",
      "blue fleet is now 2 repository@sha256:new",
      "test record is now blue",
      "production record is now blue",
      "test record is now nothing",
      "production record is now origin",
      "rule of the blue load balancer is now nothing",
      "rule of the green load balancer is now nothing",
      "blue fleet is now 0 repository@sha256:new",
    ]);
    expect(at("step 6") - at("step drain")).to.be.closeTo(17, 0.01);
  });

  it("runs the hooks of a release, and none on its way back", async () => {
    const { ended } = await changesOf({ ...adopted, hooks: true });
    expect(ended).to.deep.equal(["done", "done"]);
  });

  it("is refused to a release that did not adopt it", async () => {
    const { ended, changes } = await changesOf({ ...calmSchedule, start: "elsewhere" });
    expect(ended).to.deep.equal(["refused"]);
    expect(changes).to.deep.equal([]);
  });

  it("survives single faults in its adoption, its end, releases and ways back: each 10th", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(singles(adoptionBases), 10), 2500);
  });

  it("is caught failing if nobody drains clients on the way back", async () => {
    const { violation } = await simulate(
      { ...calmSchedule, start: "moved", command: "rollback" },
      { broken: "drain" },
    );
    expect(violation?.invariant).to.equal(1);
    expect(violation?.what).to.match(/a client that honours the TTL fails: .*users/);
  });
});
