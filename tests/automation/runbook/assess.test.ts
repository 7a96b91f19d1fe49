import { expect } from "chai";
import { assessSettled } from "../../../automation/runbook/assess";
import { release } from "../../../automation/runbook/release";
import { startRun } from "../../../automation/runbook/run";
import type { FleetHealth } from "../../../automation/world/ports";
import { allRules } from "../../../automation/world/rules";
import { calmWorld } from "../course/calmWorld";

/** `users` serves; ECS answers with these changes, one look after the other, and then as it is. */
async function assessed(changes: Partial<FleetHealth>[], how?: { atRest: boolean }) {
  const world = calmWorld({ users: { errorAlarmPercent: 0, startSeconds: 30 } });
  const run = startRun(world.ports, allRules, "ann@vm:7");
  const image = `repo@sha256:${"a".repeat(64)}`;
  await release(run, world.environment(), { images: { users: image }, forceFromBroken: false });
  const { observer, clock } = world.ports;
  const fleet = observer.fleet.bind(observer);
  observer.fleet = async (...asked) => {
    const health = await fleet(...asked);
    const change = changes.length > 1 ? changes.shift() : changes[0];
    return health && { ...health, ...change };
  };
  const startedSeconds = clock.monotonicSeconds();
  const found = await assessSettled(run, world.environment(), "users", how);
  return { ...found, seconds: clock.monotonicSeconds() - startedSeconds };
}

describe("production before a release", () => {
  it("may have as few tasks as the last `up` has allowed, whatever the settings say by now", async () => {
    const image = `repo@sha256:${"a".repeat(64)}`;
    const problemsAt = async (applied: number, edited: number) => {
      const sized = (min: number) => ({ min, max: 9, target: { cpuPercent: 60 } });
      const world = calmWorld({ users: { errorAlarmPercent: 0, size: sized(3) } });
      const { stack, observer } = world.ports;
      const run = startRun(world.ports, allRules, "ann@vm:7");
      await release(run, world.environment(), { images: { users: image }, forceFromBroken: false });
      Object.assign(world.environment().inventory.services["users"]!, { size: sized(applied) });
      stack.settings.services["users"]!.size = sized(edited);
      const fleet = observer.fleet.bind(observer);
      observer.fleet = async (...asked) => {
        const health = (await fleet(...asked))!;
        return { ...health, desired: 2, running: health.running.slice(0, 2) };
      };
      return (await assessSettled(run, world.environment(), "users")).problems;
    };
    expect(await problemsAt(2, 3)).to.deep.equal([]);
    expect(await problemsAt(3, 2)).to.deep.equal([]);
    expect(await problemsAt(3, 3)).to.deep.equal(["2 of 3 tasks are running, 0 pending"]);
  });

  it("is checked again while ECS is still starting or replacing tasks", async () => {
    const one = { running: [{ taskId: "1", digest: `sha256:${"a".repeat(64)}` }] };
    const { problems, seconds } = await assessed([one, { ...one, pending: 1 }, {}]);
    expect({ problems, seconds }).to.deep.equal({ problems: [], seconds: 2 });
  });

  it("is checked again for a short time where nothing is changing", async () => {
    const unhealthy = [
      { edge: "blue" as const, target: "1", state: "unhealthy" as const, reason: "" },
    ];
    const { problems, seconds } = await assessed([
      { targets: unhealthy },
      { targets: unhealthy },
      {},
    ]);
    expect({ problems, seconds }).to.deep.equal({ problems: [], seconds: 2 });
  });

  it("is not waited for any longer where nothing is changing, however bad it is", async () => {
    const { problems, seconds } = await assessed([{ running: [], desired: 0, targets: [] }]);
    expect(seconds).to.equal(10);
    expect(problems).not.to.deep.equal([]);
  });

  it("may still be scaled in when a release begins; an `up` waits for that too", async () => {
    const three = ["1", "2", "3"].map((taskId) => ({ taskId, digest: `sha256:${"a".repeat(64)}` }));
    const found = await assessed([{ running: three }, { running: three }, {}]);
    expect({ ...found, problems: [] }).to.deep.include({ tasks: 3, seconds: 0 });
    const rested = await assessed([{ running: three }, { running: three }, {}], { atRest: true });
    expect(rested).to.deep.include({ tasks: 2, problems: [], isMoving: false, seconds: 2 });
  });

  it("is waited for no longer than a fleet may take to start", async () => {
    const { problems, seconds } = await assessed([{ running: [] }]);
    expect(seconds).to.equal(30);
    expect(problems).not.to.deep.equal([]);
  });
});
