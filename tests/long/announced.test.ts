import { expect } from "chai";
import { faultScripts, killScripts } from "../../rehearsal/crash/matrix";
import { playRow } from "../../rehearsal/crash/playRow";
import type { Row } from "../../rehearsal/crash/row";
import { Stand } from "../../rehearsal/crash/stand";

/** Every kill of `npm run rehearse -- --kill-matrix` is judged like this; these are in each phase, by each way. */
const kills: [point: string, killed: string, way: string][] = [
  ["stage-service-during", "deployer and Pulumi", "resume"],
  ["canary-share-after", "deployer", "resume"],
  ["switch-record-after", "deployer and Pulumi", "abort"],
  ["step-drain", "deployer", "resume"],
  ["retire-service-after", "deployer", "resume"],
  ["undo-service-after", "deployer", "resume"],
];

describe("what is announced of releases under traffic", function () {
  this.timeout(900_000);
  let stand: Stand;

  before(async () => {
    stand = await Stand.open({ ttlSeconds: 2, ratePerSecond: 100, seed: 1 });
  });
  after(() => stand?.close());
  afterEach(() => {
    delete process.env["BLUEGREEN_BREAK"];
  });

  async function kill([point, killed, way]: (typeof kills)[number]): Promise<Row> {
    const { title, play } = killScripts().find(
      ({ title: one, way: then }) => one.point === point && one.killed === killed && then === way,
    )!;
    return playRow(stand, title, play);
  }

  async function fault(name: string): Promise<Row> {
    const { title, play } = faultScripts().find((one) => one.title.point === name)!;
    return playRow(stand, title, play);
  }

  for (const row of kills) {
    it(`was recorded, and includes everything that was: ${row.join(", ")}`, async () => {
      const { problems, events } = await kill(row);
      expect(problems).to.deep.equal([]);
      expect(events.at(-1)).to.match(/\/(done|rolledBack)$/);
    });
  }

  it("includes an outcome whose deployer died before it notified anybody", async () => {
    expect((await fault("outcome-unsent")).problems).to.deep.equal([]);
  });

  it("would be found to lack an outcome", async () => {
    process.env["BLUEGREEN_BREAK"] = "sentAgain";
    const { problems } = await fault("outcome-unsent");
    expect(problems.join()).to.match(/^r-\w+\/\d+\/done was never announced$/);
  });

  it("would be found to come too early", async () => {
    process.env["BLUEGREEN_BREAK"] = "recordedFirst";
    const { problems } = await kill(["step-drain", "deployer", "resume"]);
    expect(problems.join()).to.match(/\/switched was announced when revision \d+ was recorded/);
  });

  for (const manner of ["hangs", "fails", "redirects", "resets"]) {
    it(`costs no request and three seconds at most where the receiver ${manner}`, async () => {
      const { problems, requests, failed } = await fault(`receiver-${manner}`);
      expect([problems, failed]).to.deep.equal([[], 0]);
      expect(requests).to.be.greaterThan(500);
    });
  }
});
