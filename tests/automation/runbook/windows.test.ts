import { expect } from "chai";
import { decommission } from "../../../automation/runbook/release";
import { refusalOf } from "../../support/refusalOf";
import { imageOf } from "../commands/servingWorld";
import { alarm, among, closed, open, until } from "./heldUp";

describe("a release outside of its windows", () => {
  it("does not begin, and says when they open", async () => {
    const { release, revision } = await among(closed);
    const before = revision();
    const { kind, found, next, reasons } = await refusalOf(() => release([imageOf("2")]));
    expect({ kind, found, next, reasons }).to.deep.equal({
      kind: "refused",
      found: `the release windows are ${until}`,
      next: "run the command again once that is over; if it can't wait, run it with `--urgent <reason>`, which the release's history keeps",
      reasons: [],
    });
    expect(revision()).to.equal(before);
  });

  it("begins if it is urgent, which its state and its history keep", async () => {
    const { release, updates } = await among(closed);
    expect((await release([imageOf("2")], { urgent: "login is down" })).exitCode).to.equal(0);
    const recorded = updates.slice(0, 3).map(({ wanted }) => wanted?.current?.urgent ?? null);
    expect(recorded).to.deep.equal([null, "login is down", "login is down"]);
  });

  it("begins within them, and has no reason to be urgent", async () => {
    const { release, updates } = await among(open);
    expect((await release([imageOf("2")])).exitCode).to.equal(0);
    expect(updates.flatMap(({ wanted }) => wanted?.current?.urgent ?? [])).to.deep.equal([]);
  });

  it("begins if it rolls back", async () => {
    const { release, back, settings } = await among(open);
    await release([imageOf("2")]);
    settings.windows = closed;
    expect((await back()).exitCode).to.equal(0);
  });

  it("does not begin to decommission a service, unless it is urgent", async () => {
    const { run, environment, revision } = await among(closed);
    const before = revision();
    const { found } = await refusalOf(() => decommission(run(), environment(), ["users"]));
    expect(found).to.equal(`the release windows are ${until}`);
    expect(revision()).to.equal(before);
    const result = await decommission(run(), environment(), ["users"], { urgent: "it leaks data" });
    expect(result.outcome).to.equal("done");
  });
});

describe("a release with a blocker in ALARM", () => {
  const on = [alarm("payments", "ALARM"), alarm("network", "OK"), alarm("batch", "ALARM")];

  it("does not begin, and says why; not if it is urgent either", async () => {
    const { release, revision } = await among(open, ...on);
    const before = revision();
    for (const more of [{}, { urgent: "login is down" }]) {
      const { kind, found, next, reasons } = await refusalOf(() => release([imageOf("2")], more));
      expect({ kind, found, next, reasons }).to.deep.equal({
        kind: "refused",
        found: "blocker alarm payments is in ALARM: why payments",
        next: "run the command again once that is over",
        reasons: ["blocker alarm batch is in ALARM: why batch"],
      });
    }
    expect(revision()).to.equal(before);
  });

  it("hears of closed windows at the same time", async () => {
    const { release } = await among(closed, alarm("payments", "ALARM"));
    const { found, reasons } = await refusalOf(() => release([imageOf("2")]));
    expect([found, ...reasons]).to.deep.equal([
      "blocker alarm payments is in ALARM: why payments",
      `the release windows are ${until}`,
    ]);
  });

  it("begins if all of them are OK or have no data, or if it rolls back", async () => {
    const fine = [alarm("payments", "OK"), alarm("network", "INSUFFICIENT_DATA")];
    const { release, back, settings, ports } = await among(open, ...fine);
    expect((await release([imageOf("2")])).exitCode).to.equal(0);
    settings.blockers = { alarms: ["down"] };
    ports.observer.alarms = () => Promise.resolve([alarm("down", "ALARM")]);
    expect((await back()).exitCode).to.equal(0);
  });

  it("does not begin when one can't be asked for", async () => {
    const { release, settings, asked, revision } = await among(open, alarm("payments", "OK"));
    const arn = (region: string) => `arn:aws:cloudwatch:${region}:123456789012:alarm:payments`;
    settings.blockers = { alarms: ["payments", "gone", arn("eu-west-1"), arn("eu-central-1")] };
    const before = revision();
    const { kind, found, next, reasons } = await refusalOf(() => release([imageOf("2")]));
    expect({ kind, found, next, reasons }).to.deep.equal({
      kind: "refused",
      found: "blocker alarm gone does not exist in eu-central-1: correct `blockers.alarms`",
      next: "run the command again once that is over",
      reasons: [
        `blocker alarm ${arn("eu-west-1")} is in eu-west-1, not in eu-central-1: correct \`blockers.alarms\``,
      ],
    });
    expect(asked).to.deep.equal([["payments", "gone"]]);
    expect(revision()).to.equal(before);
  });
});
