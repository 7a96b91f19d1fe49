import { expect } from "chai";
import fc from "fast-check";
import {
  backoffSeconds,
  failureThreshold,
  isSteady,
  nextSteps,
  type ServiceView,
  type TaskView,
} from "../../../localCloud/dataplane/rollingUpdate";

const old = (id: string, healthy = true): TaskView => ({
  id,
  deploymentId: "old",
  state: "running",
  healthy,
  failing: false,
});
const fresh = (id: string, healthy: boolean): TaskView => ({
  id,
  deploymentId: "new",
  state: healthy ? "running" : "pending",
  healthy,
  failing: false,
});
/** Was healthy, but no longer is. */
const failing = (id: string): TaskView => ({
  ...fresh(id, false),
  state: "running",
  failing: true,
});
const view = (desired: number, tasks: TaskView[]): ServiceView => ({
  desired,
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  primaryId: "new",
  tasks,
});

describe("a rolling update", () => {
  const cases: [string, ServiceView, { start: number; stop: string[] }][] = [
    ["starts what is missing", view(2, []), { start: 2, stop: [] }],
    ["starts new tasks beside the old ones", view(2, [old("a"), old("b")]), { start: 2, stop: [] }],
    [
      "keeps the old tasks until the new ones are healthy",
      view(2, [old("a"), old("b"), fresh("c", false), fresh("d", false)]),
      { start: 0, stop: [] },
    ],
    [
      "stops one old task for each new healthy one",
      view(2, [old("a"), old("b"), fresh("c", true), fresh("d", false)]),
      { start: 0, stop: ["a"] },
    ],
    [
      "stops an old task that does not serve at once",
      view(2, [old("a", false), old("b"), fresh("c", false)]),
      { start: 1, stop: ["a"] },
    ],
    [
      "stops everything at size 0",
      view(0, [old("a"), fresh("b", true)]),
      { start: 0, stop: ["b", "a"] },
    ],
    [
      "stops surplus tasks",
      view(1, [fresh("a", true), fresh("b", true)]),
      { start: 0, stop: ["b"] },
    ],
    [
      "starts a replacement for a task that became unhealthy",
      view(2, [failing("a"), fresh("b", true)]),
      { start: 1, stop: [] },
    ],
    [
      "keeps unhealthy tasks while no replacement is healthy",
      view(2, [failing("a"), failing("b"), fresh("c", false), fresh("d", false)]),
      { start: 0, stop: [] },
    ],
    [
      "stops an unhealthy task for each healthy replacement",
      view(2, [failing("a"), failing("b"), fresh("c", true), fresh("d", false)]),
      { start: 0, stop: ["a"] },
    ],
    ["stops unhealthy tasks at size 0", view(0, [failing("a")]), { start: 0, stop: ["a"] }],
  ];
  for (const [what, given, expected] of cases) {
    it(what, () => expect(nextSteps(given)).to.deep.equal(expected));
  }

  it("ends steady, never with too few healthy tasks or too many", () => {
    const rollOuts = fc.record({ desired: fc.integer({ min: 1, max: 6 }), lag: fc.nat(3) });
    fc.assert(fc.property(rollOuts, ({ desired, lag }) => rollOut(desired, lag)));
  });

  it("counts failures and backs off as ECS does", () => {
    expect([1, 2, 10, 1000].map(failureThreshold)).to.deep.equal([3, 3, 5, 200]);
    expect([0, 1, 2, 3, 9].map(backoffSeconds)).to.deep.equal([0, 5, 10, 20, 300]);
  });
});

/** Plays a roll-out in which a task is healthy `lag` rounds after its start. */
function rollOut(desired: number, lag: number): void {
  let tasks = Array.from({ length: desired }, (_, index) => old(`old-${index}`));
  const age = new Map<string, number>();
  for (let round = 0; round < 50; round++) {
    const now = view(desired, tasks);
    if (isSteady(now)) return;
    const { start, stop } = nextSteps(now);
    tasks = tasks.filter(({ id }) => !stop.includes(id));
    for (let count = 0; count < start; count++) tasks.push(fresh(`new-${age.size + count}`, false));
    for (const task of tasks.filter(({ deploymentId }) => deploymentId === "new")) {
      age.set(task.id, (age.get(task.id) ?? -1) + 1);
      task.healthy = (age.get(task.id) ?? 0) >= lag;
    }
    const healthy = tasks.filter((task) => task.healthy).length;
    if (healthy < desired) throw new Error(`only ${healthy} of ${desired} tasks are healthy`);
    if (tasks.length > desired * 2) throw new Error(`${tasks.length} tasks for ${desired}`);
  }
  throw new Error("never steady");
}
