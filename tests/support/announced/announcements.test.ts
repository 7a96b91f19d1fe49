import { expect } from "chai";
import type { Update } from "../../../automation/history/update";
import type { ReleaseEvent } from "../../../automation/world/releaseEvent";
import { announcementProblems, outcomesSince, type Told } from "./announcements";
import { emptyState } from "../../../release/state";

const told = (
  verb: ReleaseEvent["verb"],
  revision: number,
  phase: ReleaseEvent["phase"],
  now: Told["now"] = { revision, phase },
): Told => ({
  event: { id: `r-1/${revision}/${verb}`, release: "r-1", verb, revision, phase } as ReleaseEvent,
  now,
});
const all = [
  told("started", 3, "staged"),
  told("switched", 4, "switched"),
  told("done", 5, "idle"),
];

describe("what a row announced", () => {
  it("is fine if it was recorded, and the outcome was sent, as often as it may be", () => {
    expect(announcementProblems([...all, ...all], { "r-1": "done" })).to.deep.equal([]);
    const later = told("switched", 4, "switched", { revision: 5, phase: "idle" });
    expect(announcementProblems([later], {})).to.deep.equal([]);
    expect(announcementProblems([told("done", 9, "idle", null)], {})).to.deep.equal([]);
  });

  it("is wrong if it came before it was recorded, or is not what was recorded", () => {
    const now = { revision: 3, phase: "staged" } as const;
    expect(announcementProblems([told("switched", 4, "switched", now)], {})).to.deep.equal([
      "r-1/4/switched was announced in phase switched, but revision 3 was recorded, in phase staged",
    ]);
    expect(announcementProblems([told("switched", 3, "switched", now)], {})).to.have.length(1);
  });

  it("is wrong if an outcome is missing or another one", () => {
    expect(announcementProblems(all.slice(0, 2), { "r-1": "done" })).to.deep.equal([
      "release r-1 ended done, and nobody was notified",
    ]);
    expect(announcementProblems(all, { "r-1": "rolledBack" })).to.deep.equal([
      "release r-1 was announced as done, but it ended rolledBack",
      "release r-1 ended rolledBack, and nobody was notified",
    ]);
  });
});

describe("the outcomes of a row", () => {
  const update = (message: string, atMs: number, more: Partial<Update> = {}): Update => ({
    ...{ message: `bluegreen: ${message}`, result: "succeeded", startedMs: atMs },
    ...{ endedMs: atMs + 1, wanted: emptyState, settings: null, ...more },
  });

  it("are those of releases since its beginning that recorded anything", () => {
    const updates = [
      update("undo unrecorded", 60),
      update("stage r-3", 50, { result: "failed" }),
      update("retire r-2", 40),
      update("switch r-2", 30),
      update("retire r-1", 20),
      update("switch r-1", 10),
    ];
    expect(outcomesSince(updates, 25, null)).to.deep.equal({ "r-2": "done" });
    expect(outcomesSince(updates, 0, null)).to.deep.equal({ "r-1": "done", "r-2": "done" });
  });
});
