import { expect } from "chai";
import { faultScripts } from "../../rehearsal/crash/matrix";
import { playRow } from "../../rehearsal/crash/playRow";
import type { End } from "../../rehearsal/crash/row";
import { Stand } from "../../rehearsal/crash/stand";

/** One row of each kind of `npm run rehearse -- --faults`. */
describe("a release under traffic in which something fails", function () {
  this.timeout(600_000);
  let stand: Stand;

  before(async () => {
    stand = await Stand.open({ ttlSeconds: 2, ratePerSecond: 100, seed: 1 });
  });
  after(() => stand?.close());

  const rows: [name: string, way: string[], end: End][] = [
    ["fail-stage-service", [], "rolledBack"],
    ["two-deployers", [], "done"],
    ["stale-up-switched", ["up", "resume"], "done"],
    ["candidate-unhealthy-after-switch", [], "rolledBack"],
  ];
  for (const [name, way, end] of rows) {
    it(`${name}: the release ends ${end} without a failed request`, async () => {
      const row = await play(name);
      expect(row.problems).to.deep.equal([]);
      expect(row).to.include({ end, failed: 0, cut: 0, tasksLeft: 0 });
      expect(row.way).to.deep.equal(way);
      expect(row.requests).to.be.greaterThan(500);
    });
  }

  it("new-target-dies-in-drain: loses at most the requests in flight at the dead process", async () => {
    const row = await play("new-target-dies-in-drain");
    expect(row.problems).to.deep.equal([]);
    expect(row.end).to.equal("done");
    expect(row.failed).to.be.at.most(row.cut);
  });

  function play(name: string) {
    const script = faultScripts().find(({ title }) => title.point === name)!;
    return playRow(stand, script.title, script.play);
  }
});
