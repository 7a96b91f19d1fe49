import { expect } from "chai";
import type { Metered } from "../../../localCloud/dataplane/taskMeter";
import { extraOf } from "../../../automation/bill/extra";
import type { TaskTime } from "../../../automation/world/ports";
import { billProblems, meteredSeconds } from "../../../rehearsal/crash/metered";

type Change = [service: string, taskId: string, atMs: number, change: 1 | -1];
const metered = (...all: Change[]): Metered[] =>
  all.map(([service, taskId, atMs, change]) => ({ service, taskId, atMs, change }));

/** The same tasks as ECS lists them. */
function timesOf(all: readonly Metered[], wanted: string): TaskTime[] {
  const own = all.filter(({ service }) => service === wanted);
  return own.flatMap(({ taskId, atMs: fromMs, change }) => {
    const stop = own.find((one) => one.taskId === taskId && one.change === -1);
    return change === 1 ? [{ taskId, fromMs, untilMs: stop?.atMs ?? null }] : [];
  });
}

const metering = { candidate: "green", old: "blue", fromMs: 10_000, leastMs: 1000 };

/** Green starts two tasks, one of which is replaced; blue stops later, its last task at 30 s. */
const release = metered(
  ["green", "of an earlier release", 1000, 1],
  ["blue", "b1", 1000, 1],
  ["blue", "b2", 1000, 1],
  ["green", "of an earlier release", 9000, -1],
  ["green", "g1", 12_000, 1],
  ["green", "g2", 12_500, 1],
  ["green", "g1", 12_600, -1],
  ["green", "g3", 14_000, 1],
  ["blue", "b1", 28_000, -1],
  ["blue", "b2", 30_000, -1],
);

const extra = (all: readonly Metered[], isDone: boolean) =>
  extraOf(
    { candidate: timesOf(all, "green"), old: timesOf(all, "blue") },
    { isDone, fromMs: 10_000, nowMs: 40_000, leastMs: 1000 },
  )!.taskSeconds;

describe("what the local cloud metered of a release", () => {
  it("is the candidate's task-seconds until the old fleet had stopped, each task for a minute at least", () => {
    // g1 for a minute (of one second), g2 and g3 until 30 s
    expect(meteredSeconds(release, { ...metering, isDone: true })).to.equal(1 + 17.5 + 16);
    expect(extra(release, true)).to.equal(1 + 17.5 + 16);
  });

  it("is all that the candidate ran if it was rolled back", () => {
    const back = [
      ...release.slice(0, 8),
      ...metered(["green", "g2", 20_000, -1], ["green", "g3", 14_200, -1]),
    ];
    expect(meteredSeconds(back, { ...metering, isDone: false })).to.equal(1 + 7.5 + 1);
    expect(extra(back, false)).to.equal(1 + 7.5 + 1);
  });

  it("is compared with the bill to the millisecond", () => {
    expect(billProblems({ billedSeconds: 34.5, meteredSeconds: 34.5 })).to.deep.equal([]);
    expect(billProblems({ billedSeconds: 34.501, meteredSeconds: 34.5 })).to.deep.equal([
      "the bill says 34.501 task-seconds, the local cloud metered 34.5",
    ]);
    expect(billProblems({ billedSeconds: null, meteredSeconds: 34.5 })).to.deep.equal([
      "the release has no bill; the local cloud metered 34.5",
    ]);
  });

  const wrong: [what: string, task: (one: TaskTime) => TaskTime[]][] = [
    ["a task is missing", (one) => (one.taskId === "g3" ? [] : [one])],
    ["a task is counted from later on", (one) => [{ ...one, fromMs: one.fromMs + 1 }]],
    ["a task that stopped is thought to run", (one) => [{ ...one, untilMs: null }]],
  ];
  for (const [what, change] of wrong) {
    it(`does not agree with a bill in which ${what}`, () => {
      const candidate = timesOf(release, "green").flatMap(change);
      const { taskSeconds } = extraOf(
        { candidate, old: timesOf(release, "blue") },
        { isDone: true, fromMs: 10_000, nowMs: 40_000, leastMs: 1000 },
      )!;
      const found = meteredSeconds(release, { ...metering, isDone: true });
      expect(billProblems({ billedSeconds: taskSeconds, meteredSeconds: found })).to.have.length(1);
    });
  }
});
