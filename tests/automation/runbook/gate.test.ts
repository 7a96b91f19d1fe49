import { expect } from "chai";
import { release } from "../../../automation/runbook/release";
import { startRun } from "../../../automation/runbook/run";
import type { FleetHealth, TargetHealth } from "../../../automation/world/ports";
import { allRules } from "../../../automation/world/rules";
import { calmWorld } from "../course/calmWorld";

const image = (letter: string) => `repo@sha256:${letter.repeat(64)}`;
const initial: TargetHealth = {
  edge: "blue",
  target: "9",
  state: "initial",
  reason: "registering",
};

/** ECS has replaced a task. */
const replaced = (targets: TargetHealth[]) => [
  initial,
  ...targets.filter(({ edge }) => edge !== "blue"),
];
/** ECS moves a task to another zone: it starts one before it stops one. */
const rebalanced = (targets: TargetHealth[]) => [...targets, initial];

/** A second release whose candidate has a target that is `initial` for so many looks after its tests. */
async function released(looks: number, seen: (targets: TargetHealth[]) => TargetHealth[]) {
  const world = calmWorld({ users: { errorAlarmPercent: 0 } });
  const { observer, tests, clock } = world.ports;
  const run = () => startRun(world.ports, allRules, "ann@vm:7");
  const deploy = (letter: string) =>
    release(run(), world.environment(), {
      images: { users: image(letter) },
      forceFromBroken: false,
    });
  await deploy("a");
  const fleet = observer.fleet.bind(observer);
  let left = 0;
  let testedSeconds = 0;
  observer.fleet = async (...asked) => {
    const health = await fleet(...asked);
    if (left <= 0) return health;
    left--;
    return health && ({ ...health, targets: seen(health.targets) } satisfies FleetHealth);
  };
  const runTests = tests.run.bind(tests);
  tests.run = (input) => {
    left = looks;
    testedSeconds = clock.monotonicSeconds();
    return runTests(input);
  };
  const result = await deploy("b").catch((error: unknown) => error);
  return { result, seconds: clock.monotonicSeconds() - testedSeconds };
}

describe("the tests of a candidate", () => {
  it("fail where its load balancer has no address, and are not passed over", async () => {
    const world = calmWorld({ users: { errorAlarmPercent: 0 } });
    world.ports.observer.edgeAddresses = () => Promise.resolve([]);
    let tested = 0;
    world.ports.tests.run = () => Promise.resolve([]).finally(() => tested++);
    const result = await release(startRun(world.ports, allRules, "ann@vm:7"), world.environment(), {
      images: { users: image("a") },
      forceFromBroken: false,
    });
    expect(result).to.deep.include({
      outcome: "rolledBack",
      reasons: ["users could not be tested", "the blue load balancer has no address"],
    });
    expect(tested).to.equal(0);
  });
});

describe("the last check of a candidate after its tests", () => {
  it("is repeated while a target is in its first health checks", async () => {
    const { result } = await released(10, replaced);
    expect(result).to.deep.include({ outcome: "done" });
  });

  it("stops the release if that lasts", async () => {
    const { result } = await released(1000, replaced);
    expect(JSON.stringify(result)).to.include("target 9 is initial at the blue load balancer");
    expect(result).to.not.deep.include({ outcome: "done" });
  });

  it("tolerates one target too many, for however long", async () => {
    const { result } = await released(1000, rebalanced);
    expect(result).to.deep.include({ outcome: "done" });
  });
});
