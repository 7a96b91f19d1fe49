import { expect } from "chai";
import { staleness } from "../../../automation/commands/stale";
import { settingsOf } from "../../config/samples";
import { askForApproval } from "../../../release/approval";
import type { ReleaseState } from "../../../release/state";
import { state } from "./statusStates";

const writtenMs = Date.parse("2026-11-22T10:00:00Z");
const half = 1800;
const canary = {
  steps: [
    { percent: 5, minutes: 10 },
    { percent: 50, minutes: 60 },
  ],
};
const raw = {
  domain: "dev.example.com",
  drain: { ttlSeconds: 60, marginSeconds: 20, maxQuietSeconds: 300 },
  services: { users: { size: 2, canary } },
};
const settings = settingsOf(raw);

describe("a release whose deployer is gone", () => {
  const after = (
    phase: Parameters<typeof state>[0],
    seconds: number,
    owner: "alive" | "gone" | "elsewhere" | null = "gone",
    more: Partial<ReleaseState> = {},
  ) => {
    const watching = { owner, writtenMs, nowMs: writtenMs + seconds * 1000 };
    return staleness({ ...state(phase), ...more }, watching, half, settings);
  };

  it("is found once nothing was recorded for longer than that", () => {
    expect(after("staged", half)).to.equal(null);
    expect(after("staged", half + 1)).to.deep.equal({
      since: "2026-11-22T10:00:00.000Z",
      reason: "nothing was recorded for 30 minutes, and its deployer ann@vm:7 is no longer running",
    });
    expect(after("staged", half + 1, "elsewhere")!.reason).to.match(/ may no longer be running$/);
    expect(after("staged", half + 1, null)).to.not.equal(null);
  });

  it("is not one whose deployer is running, and no release is none", () => {
    expect(after("staged", 86_400, "alive")).to.equal(null);
    expect(after(null, 86_400)).to.equal(null);
  });

  it("is not one that waits for approval, or until a freeze ends", () => {
    const release = state("staged");
    const approval = { expiresHours: 2, begunBy: { name: "ann", known: "claimed" } } as const;
    const needing = { ...release, current: { ...release.current!, approval } };
    const asked = askForApproval(needing, writtenMs)!;
    expect(after("staged", 7199, "gone", asked)).to.equal(null);
    expect(after("staged", 7200, "gone", asked)).to.not.equal(null);
    const until = new Date(writtenMs + 3_600_000).toISOString();
    const freeze = { until, reason: "sale", by: approval.begunBy, at: until };
    expect(after("staged", 3599, "gone", { freeze })).to.equal(null);
    expect(after("staged", 3600, "gone", { freeze })).to.not.equal(null);
  });

  it("is not one that waits for a window to open, unless it is too urgent for that", () => {
    // 2026-11-22 is a Sunday.
    const windows = [{ days: "mon", from: "09:00", to: "16:00", zone: "UTC" }];
    const within = settingsOf({ ...raw, windows });
    const at = (time: string, more: Partial<ReleaseState> = {}) => {
      const watching = { owner: "gone" as const, writtenMs, nowMs: Date.parse(time) };
      return staleness({ ...state("staged"), ...more }, watching, half, within);
    };
    expect(at("2026-11-23T08:59:59Z")).to.equal(null);
    expect(at("2026-11-23T09:00:00Z")).to.not.equal(null);
    const current = { ...state("staged").current!, urgent: "outage" };
    expect(at("2026-11-23T08:59:59Z", { current })).to.not.equal(null);
  });

  it("may wait as long as its canary or its drain does", () => {
    expect(after("canary", half + 3600)).to.equal(null);
    expect(after("canary", half + 3601)).to.not.equal(null);
    expect(after("switched", half + 380)).to.equal(null);
    expect(after("switched", half + 381)).to.not.equal(null);
  });
});
