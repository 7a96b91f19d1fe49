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

describe("history/settled", () => {
  it("is so after an update of the same settings that ended well", () => {
    expect(isSettled(last, now)).to.equal(true);
    // The history cuts fractions of a second off.
    expect(isSettled(last, { ...now, writtenAt: "2026-11-22T10:00:05.987Z" })).to.equal(true);
  });

  const not: [string, Update | undefined, Partial<typeof now> | { settings: null }][] = [
    ["before the first update", undefined, {}],
    ["after one of other settings", { ...last, settings: "ffff" }, {}],
    ["after one of which nobody noted the settings", { ...last, settings: null }, {}],
    ["after one that failed", { ...last, result: "failed" }, {}],
    ["while one is under way", { ...last, result: "in-progress", endedMs: null }, {}],
    ["when an engine that left no word has written", last, { writtenAt: "2026-11-22T10:00:06Z" }],
    ["when that engine's clock was behind", last, { writtenAt: "2026-11-22T09:59:55Z" }],
    ["when nothing tells when the engine wrote", last, { writtenAt: "" }],
    [
      "when it can't be told what the settings are",
      { ...last, settings: null },
      { settings: null },
    ],
  ];
  for (const [when, update, more] of not) {
    it(`is not so ${when}`, () => {
      expect(isSettled(update, { ...now, ...more })).to.equal(false);
    });
  }
});
