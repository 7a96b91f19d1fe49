import { expect } from "chai";
import {
  describeState,
  restHeading,
  type Surroundings,
} from "../../../automation/commands/statusSentence";
import { askForApproval, decide } from "../../../release/approval";
import { withFreeze } from "../../../release/freeze";
import type { ReleaseState } from "../../../release/state";
import { state } from "./statusStates";

const nowMs = Date.parse("2026-11-22T10:00:00Z");
const around: Surroundings = {
  ...{ stack: "dev", owner: "gone", lock: null, lockIsDead: false, pending: [], unrecorded: [] },
  ...{ heldUntilMs: nowMs, nowMs, moved: null, stopping: [], unreadable: false, short: [] },
};
const by = { name: "ben@vm", known: "claimed" as const };
const begun = "release r-1 of users, started 2026-11-22T09:59:00Z by ann@vm:7,";

describe("bluegreen status of a release that rests before its switch", () => {
  const staged = state("staged");
  const needing = (): ReleaseState => {
    const approval = { expiresHours: 24, begunBy: { name: "ann@vm", known: "claimed" as const } };
    return { ...staged, current: { ...staged.current!, approval } };
  };
  const asked = askForApproval(needing(), nowMs - 3_600_000)!;
  const { definition } = asked.current!.approval!.asked!;

  it("names what it waits for, and who runs what next", () => {
    expect(describeState(asked, around)).to.deep.equal({
      sentence:
        `${begun} is waiting, and production is untouched: it waits for approval of definition ${definition} ` +
        "since 2026-11-22T09:00:00.000Z; the request expires at 2026-11-23T09:00:00.000Z.",
      next:
        "bluegreen approve --stack dev --release r-1; then: bluegreen resume --stack dev; " +
        "to give up: bluegreen abort --stack dev",
    });
  });

  it("has a heading for why it rests, and none once it may go on", () => {
    const { expiresAt } = asked.current!.approval!.asked!;
    const later = { ...around, nowMs: Date.parse(expiresAt) };
    const answered = (is: "approved" | "rejected") => decide(asked, is, { by, nowMs });
    const closed = { why: "the release windows are closed", command: null } as const;
    expect(restHeading(asked, around)).to.equal("Waiting for approval; production is untouched");
    expect(restHeading(asked, later)).to.equal(
      "Nobody approved it in time; production is untouched",
    );
    expect(restHeading(answered("rejected"), around)).to.equal("Rejected; production is untouched");
    expect(restHeading(answered("approved"), around)).to.equal(null);
    expect(restHeading(answered("approved"), { ...around, heldUp: [closed] })).to.equal(
      "Waiting to switch; production is untouched",
    );
  });

  it("names a freeze, too", () => {
    const freeze = { until: "2026-11-22T12:00:00.000Z", reason: "incident", by, at: "now" };
    const frozen = withFreeze(staged, freeze);
    expect(describeState(frozen, around)).to.deep.equal({
      sentence:
        `${begun} is waiting, and production is untouched: dev is frozen until 2026-11-22T12:00:00.000Z: ` +
        "incident (by ben@vm (not checked), at now).",
      next:
        "bluegreen unfreeze --stack dev; then: bluegreen resume --stack dev; " +
        "if it can't wait: bluegreen resume --stack dev --urgent <reason>; " +
        "to give up: bluegreen abort --stack dev",
    });
    const over = { ...around, nowMs: Date.parse("2026-11-22T12:00:00Z") };
    expect(describeState(frozen, over).sentence).to.include("its candidate running");
  });

  it("names closed windows and blockers, and how to pass what can be passed", () => {
    const windows = {
      why: "the release windows are closed",
      command: null,
      passable: true,
    } as const;
    const blocker = { why: "blocker alarm a is in ALARM: why a", command: null };
    const after = "; to give up: bluegreen abort --stack dev";
    expect(describeState(staged, { ...around, heldUp: [windows] })).to.deep.equal({
      sentence: `${begun} is waiting, and production is untouched: the release windows are closed.`,
      next:
        "once that is over: bluegreen resume --stack dev; " +
        `if it can't wait: bluegreen resume --stack dev --urgent <reason>${after}`,
    });
    expect(describeState(staged, { ...around, heldUp: [blocker, windows] })).to.deep.equal({
      sentence: `${begun} is waiting, and production is untouched: blocker alarm a is in ALARM: why a; the release windows are closed.`,
      next: `once that is over: bluegreen resume --stack dev${after}`,
    });
    const urgent = { ...staged, current: { ...staged.current!, urgent: "it can't wait" } };
    expect(describeState(urgent, { ...around, heldUp: [windows] })).to.deep.equal(
      describeState(urgent, around),
    );
  });

  it("says that `resume` rolls it back once it was rejected or its request has expired", () => {
    const rejected = decide(asked, "rejected", { by, nowMs });
    expect(describeState(rejected, around)).to.deep.equal({
      sentence: `${begun} was rejected by ben@vm (not checked); production is untouched, and \`resume\` rolls it back.`,
      next: "bluegreen resume --stack dev",
    });
    const late = { ...around, nowMs: nowMs + 86_400_000 };
    expect(describeState(asked, late)).to.deep.equal({
      sentence: `${begun} waited for approval until 2026-11-23T09:00:00.000Z; production is untouched, and \`resume\` rolls it back.`,
      next: "bluegreen resume --stack dev",
    });
  });

  it("says what it says of any staged release once it was approved", () => {
    const approved = decide(asked, "approved", { by, nowMs });
    expect(describeState(approved, around)).to.deep.equal(describeState(staged, around));
  });
});
