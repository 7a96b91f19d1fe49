import { expect } from "chai";
import { killScripts } from "../../rehearsal/crash/matrix";
import { type Play, playRow } from "../../rehearsal/crash/playRow";
import type { End } from "../../rehearsal/crash/row";
import { Stand } from "../../rehearsal/crash/stand";

/** Rows of `npm run rehearse -- --kill-matrix` that cover each phase, each kind of kill, and both ways out. */
describe("a deployer that is killed under traffic", function () {
  this.timeout(600_000);
  let stand: Stand;

  before(async () => {
    stand = await Stand.open({ ttlSeconds: 2, ratePerSecond: 100, seed: 1 });
  });
  after(() => stand?.close());

  const rows: [point: string, killed: string, way: string, unlocked: boolean, end: End][] = [
    ["stage-service-during", "deployer and Pulumi", "resume", true, "rolledBack"],
    ["canary-next-share-after", "deployer and Pulumi", "abort", true, "rolledBack"],
    ["switch-record-after", "deployer and Pulumi", "abort", true, "rolledBack"],
    ["retire-service-during", "deployer and Pulumi", "resume", true, "done"],
    ["undo-service-before", "deployer and Pulumi", "abort", true, "rolledBack"],
  ];
  for (const [point, killed, way, unlocked, end] of rows) {
    it(
      `at ${point} (${killed}), then ${way}: the release ends ${end} without a failed ` + "request",
      async () => {
        const script = killScripts().find(
          ({ title, way: then }) =>
            title.point === point && title.killed === killed && then === way,
        )!;
        const row = await playRow(stand, script.title, script.play);
        expect(row.problems).to.deep.equal([]);
        expect(row).to.include({ point, killed, unlocked, end, failed: 0, cut: 0, tasksLeft: 0 });
        expect(row.way).to.deep.equal([way]);
        expect(row.requests).to.be.greaterThan(500);
      },
    );
  }

  it("is checked for an old load balancer that keeps clients on the fleet that stops", async () => {
    const { title, play } = killScripts().find((one) => one.title.point === "step-6")!;
    const withoutForwarding: Play = async (place, starting) => {
      await place.scene.cloud.client.fault({
        kind: "ignore",
        operation: "update",
        type: "aws:lb/listenerRule:ListenerRule",
        name: `users-${starting.colors.old}-production`,
      });
      return play(place, starting);
    };
    const row = await playRow(stand, title, withoutForwarding);
    expect(row.end).to.equal("done");
    expect(row.failed).to.be.greaterThan(0);
    expect(row.problems.join("\n")).to.match(/requests of forever clients failed.*503/);
  });
});
