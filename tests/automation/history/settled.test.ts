import { expect } from "chai";
import { isSettled } from "../../../automation/history/settled";
import type { Update } from "../../../automation/history/update";

const endedMs = Date.parse("2026-11-22T10:00:05Z");
const last: Update = {
  message: "bluegreen: retire r-1",
  result: "succeeded",
  startedMs: endedMs - 9000,
  endedMs,
  wanted: null,
  settings: "0a1b",
};
const now = { settings: "0a1b", writtenAt: "2026-11-22T10:00:04.999999999Z" };

describe("an environment", () => {
  it("matches its settings after an update with the same settings that succeeded", () => {
    expect(isSettled(last, now)).to.equal(true);
    // The history drops fractions of a second.
    expect(isSettled(last, { ...now, writtenAt: "2026-11-22T10:00:05.987Z" })).to.equal(true);
  });

  const not: [string, Update | undefined, Partial<typeof now> | { settings: null }][] = [
    ["before the first update", undefined, {}],
    ["after an update with other settings", { ...last, settings: "ffff" }, {}],
    ["after an update whose settings were not recorded", { ...last, settings: null }, {}],
    ["after an update that failed", { ...last, result: "failed" }, {}],
    ["while an update is running", { ...last, result: "in-progress", endedMs: null }, {}],
    [
      "when a killed update has written Pulumi's state",
      last,
      { writtenAt: "2026-11-22T10:00:06Z" },
    ],
    [
      "when a killed update has written Pulumi's state by a clock that was behind",
      last,
      { writtenAt: "2026-11-22T09:59:55Z" },
    ],
    ["when it is unknown when Pulumi's state was written", last, { writtenAt: "" }],
    ["when its current settings are unknown", { ...last, settings: null }, { settings: null }],
  ];
  for (const [when, update, more] of not) {
    it(`is not known to match its settings ${when}`, () => {
      expect(isSettled(update, { ...now, ...more })).to.equal(false);
    });
  }
});
