import { expect } from "chai";
import { release } from "../../../automation/runbook/release";
import { startRun } from "../../../automation/runbook/run";
import type { TargetHealth } from "../../../automation/world/ports";
import { allRules } from "../../../automation/world/rules";
import { calmWorld } from "../course/calmWorld";

/** A first release whose candidate's only target has these states, one for each look, the last one for good. */
async function reasonsOf(...states: TargetHealth["state"][]): Promise<readonly string[]> {
  const world = calmWorld({ users: { errorAlarmPercent: 0, startSeconds: 60 } });
  const { observer } = world.ports;
  const fleet = observer.fleet.bind(observer);
  observer.fleet = async (...asked) => {
    const health = await fleet(...asked);
    const state = states.length > 1 ? states.shift()! : states[0]!;
    const targets = health?.targets.map((target) => ({ ...target, state, reason: `${state}!` }));
    return health && { ...health, targets: targets! };
  };
  const images = { users: `repo@sha256:${"a".repeat(64)}` };
  const run = startRun(world.ports, allRules, "ann@vm:7");
  const result = await release(run, world.environment(), { images, forceFromBroken: false });
  return result.reasons;
}

describe("a candidate that does not become healthy in time", () => {
  it("is reported with the health checks that failed, also when ECS has just replaced its tasks", async () => {
    const reasons = (await reasonsOf("initial", "unhealthy", "initial")).join("\n");
    expect(reasons).to.match(/timed out waiting until users blue is healthy on the new digest/);
    expect(reasons).to.match(/is initial at the blue load balancer: initial!/);
    expect(reasons).to.match(
      /earlier: target [\w ]+ is unhealthy at the blue load balancer: unhealthy!/,
    );
  });

  it("is reported with each failed check once", async () => {
    const told = (await reasonsOf("unhealthy")).filter((reason) =>
      reason.includes("is unhealthy at"),
    );
    expect(told).to.not.deep.equal([]);
    expect(told).to.deep.equal([...new Set(told)]);
  });
});
