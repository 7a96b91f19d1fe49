import { expect } from "chai";
import type { FleetHealth, TargetHealth } from "../../../automation/world/ports";
import {
  fleetProblems,
  healthyTargets,
  isHopeless,
  servingTasks,
  stoppedProblems,
} from "../../../automation/world/readiness";

const target = (partial: Partial<TargetHealth>): TargetHealth => ({
  edge: "blue",
  target: "10.0.0.1:8080",
  state: "healthy",
  reason: "",
  ...partial,
});

const onBothEdges = (address: string) => [
  target({ target: address }),
  target({ target: address, edge: "green" }),
];

const healthy: FleetHealth = {
  desired: 2,
  running: [
    { taskId: "t1", digest: "sha256:b" },
    { taskId: "t2", digest: "sha256:b" },
  ],
  pending: 0,
  targets: [...onBothEdges("10.0.0.1:8080"), ...onBothEdges("10.0.0.2:8080")],
  stopped: [],
  rollout: { taskDefinitionArn: "td:1", state: "COMPLETED", reason: "" },
  events: ["has reached a steady state"],
};

const expected = { digest: "sha256:b", size: 2, taskDefinitionArn: "td:1" };

describe("the readiness of a fleet", () => {
  it("has no problems when every task and target is healthy", () => {
    expect(fleetProblems(healthy, expected)).to.deep.equal([]);
  });

  it("counts a target beyond the size only if it is more than in its first health checks", () => {
    const third = (state: TargetHealth["state"]) => {
      const extra = target({ target: "10.0.0.3:8080", state, reason: "because" });
      return fleetProblems({ ...healthy, targets: [...healthy.targets, extra] }, expected);
    };
    expect(third("initial")).to.deep.equal([]);
    expect(third("unhealthy")).to.deep.equal([
      "target 10.0.0.3:8080 is unhealthy at the blue load balancer: because",
    ]);
    const [first, ...others] = healthy.targets;
    const starting = { ...first!, state: "initial" as const, reason: "because" };
    expect(fleetProblems({ ...healthy, targets: [starting, ...others] }, expected)).to.deep.equal([
      "target 10.0.0.1:8080 is initial at the blue load balancer: because",
    ]);
  });

  it("ignores load balancers for a worker", () => {
    const worker = { ...expected, worker: true };
    const health = { ...healthy, targets: [] };
    expect(fleetProblems(health, worker)).to.deep.equal([]);
    expect(fleetProblems(health, expected)).to.have.length(2);
    expect(servingTasks(health, "blue", worker)).to.equal(2);
    expect(servingTasks(health, "blue", expected)).to.equal(0);
    expect(servingTasks(healthy, "blue", expected)).to.equal(2);
    const old = [{ taskId: "t1", digest: "sha256:a" }, health.running[1]!];
    expect(servingTasks({ ...health, running: old }, "blue", worker)).to.equal(1);
    expect(servingTasks(null, "blue", worker)).to.equal(0);
  });

  it("includes why ECS has given up on tasks that are still stopping", () => {
    const unhealthy = "(task t1) is unhealthy in (target-group tg) due to (reason 500)";
    const health: FleetHealth = {
      ...healthy,
      targets: [],
      stopped: [{ taskId: "t0", reason: "Task failed ELB health checks" }],
      rollout: { taskDefinitionArn: "td:1", state: "FAILED", reason: "circuit breaker" },
      events: ["has started 1 tasks", unhealthy, "has started 2 tasks"],
    };
    expect(fleetProblems(health, expected)).to.deep.equal([
      "task t0 stopped: Task failed ELB health checks",
      `ECS says: ${unhealthy}`,
      "0 of 2 targets are registered at the blue load balancer",
      "0 of 2 targets are registered at the green load balancer",
      "the deployment is FAILED: circuit breaker",
    ]);
    const short = { ...health, running: [], events: ["one", "two"] };
    expect(fleetProblems(short, expected)).to.include("ECS says: one");
  });

  it("includes the newest events of two reasons, each once", () => {
    const event = (task: string, reason: string) =>
      `(task ${task}) is unhealthy in (target-group tg) due to (reason ${reason})`;
    const [silent, silentToo, wrong] = [
      event("t4", "Health checks failed"),
      event("t3", "Health checks failed"),
      event("t2", "Health checks failed with these codes: [500]"),
    ];
    const slow = event("t1", "Request timed out");
    const health = { ...healthy, running: [], events: [silent, silentToo, "one", wrong, slow] };
    const said = fleetProblems(health, expected).filter((one) => one.startsWith("ECS says: "));
    expect(said).to.deep.equal([`ECS says: ${silent}`, `ECS says: ${wrong}`]);
  });

  it("includes the private load balancers when other services call the fleet", () => {
    const called = { ...expected, called: true };
    const inside = onBothEdges("10.0.0.1:8080").map((one) => ({
      ...one,
      side: "private" as const,
    }));
    const half = { ...healthy, targets: [...healthy.targets, ...inside] };
    expect(fleetProblems(half, called)).to.deep.equal([
      "1 of 2 targets are registered at the blue private load balancer",
      "1 of 2 targets are registered at the green private load balancer",
    ]);
    expect(fleetProblems(half, expected)).to.deep.equal([]);
    expect(healthyTargets(healthy, "blue")).to.equal(2);
    expect(healthyTargets(half, "blue")).to.equal(1);
    const more = onBothEdges("10.0.0.2:8080").map((one) => ({ ...one, side: "private" as const }));
    const whole = { ...half, targets: [...half.targets, ...more] };
    expect(fleetProblems(whole, called)).to.deep.equal([]);
    const [first, ...rest] = whole.targets;
    const sick = {
      ...first!,
      side: "private" as const,
      state: "unhealthy" as const,
      reason: "500",
    };
    expect(fleetProblems({ ...whole, targets: [sick, ...rest] }, called)).to.include(
      "target 10.0.0.1:8080 is unhealthy at the blue private load balancer: 500",
    );
  });

  const faults: [string, FleetHealth | null, string[]][] = [
    ["a missing ECS service", null, ["the ECS service does not exist"]],
    [
      "a missing task, with why it stopped",
      {
        ...healthy,
        running: healthy.running.slice(0, 1),
        pending: 1,
        stopped: [{ taskId: "t9", reason: "OutOfMemory" }],
        events: ["unable to place a task"],
      },
      [
        "1 of 2 tasks are running, 1 pending",
        "task t9 stopped: OutOfMemory",
        "ECS says: unable to place a task",
      ],
    ],
    [
      "another digest, and one that is not known",
      {
        ...healthy,
        running: [
          { taskId: "t1", digest: "sha256:a" },
          { taskId: "t2", digest: null },
        ],
      },
      [
        "task t1 runs sha256:a, expected sha256:b",
        "task t2 runs an unknown digest, expected sha256:b",
      ],
    ],
    [
      "a target that one edge sees unhealthy",
      {
        ...healthy,
        targets: [
          ...healthy.targets.slice(0, 3),
          target({
            target: "10.0.0.2:8080",
            edge: "green",
            state: "unhealthy",
            reason: "Target.Timeout",
          }),
        ],
      },
      ["target 10.0.0.2:8080 is unhealthy at the green load balancer: Target.Timeout"],
    ],
    [
      "a target that is not registered at one load balancer",
      { ...healthy, targets: healthy.targets.slice(0, 3) },
      ["1 of 2 targets are registered at the green load balancer"],
    ],
    [
      "a deployment that failed",
      {
        ...healthy,
        rollout: { taskDefinitionArn: "td:1", state: "FAILED", reason: "tasks failed to start" },
      },
      ["the deployment is FAILED: tasks failed to start"],
    ],
    [
      "a deployment in progress",
      { ...healthy, rollout: { taskDefinitionArn: "td:1", state: "IN_PROGRESS", reason: "" } },
      ["the deployment is IN_PROGRESS"],
    ],
  ];
  for (const [what, health, problems] of faults) {
    it(`reports ${what}`, () => {
      expect(fleetProblems(health, expected)).to.deep.equal(problems);
    });
  }

  it("reports a rollback that ECS calls a success, as one that waiting can't fix", () => {
    const rollout = { taskDefinitionArn: "td:0", state: "COMPLETED" as const, reason: "" };
    const rolledBack = { ...healthy, rollout };
    expect(fleetProblems(rolledBack, expected)).to.deep.equal(["ECS runs td:0, expected td:1"]);
    expect(isHopeless(rolledBack, expected)).to.equal(true);
    expect(isHopeless(rolledBack, { ...expected, taskDefinitionArn: null })).to.equal(false);
  });

  it("ignores draining targets", () => {
    const targets = [...healthy.targets, target({ target: "10.0.0.9:8080", state: "draining" })];
    expect(fleetProblems({ ...healthy, targets }, expected)).to.deep.equal([]);
  });

  it("counts the healthy targets of one load balancer", () => {
    expect(healthyTargets(healthy, "green")).to.equal(2);
    expect(healthyTargets({ ...healthy, targets: healthy.targets.slice(0, 3) }, "green")).to.equal(
      1,
    );
    expect(healthyTargets(null, "green")).to.equal(0);
  });

  it("is hopeless only when waiting can't help", () => {
    const rollout = { taskDefinitionArn: "td:1", reason: "" };
    expect(isHopeless({ ...healthy, rollout: { ...rollout, state: "FAILED" } }, expected)).to.equal(
      true,
    );
    expect(
      isHopeless({ ...healthy, rollout: { ...rollout, state: "IN_PROGRESS" } }, expected),
    ).to.equal(false);
    expect(isHopeless(null, expected)).to.equal(false);
  });

  it("counts a fleet as stopped once no task is left", () => {
    const none = { ...healthy, desired: 0, running: [] };
    expect(stoppedProblems(none)).to.deep.equal([]);
    expect(stoppedProblems(null)).to.deep.equal([]);
    expect(stoppedProblems({ ...none, pending: 1 })).to.deep.equal([
      "0 tasks running, 1 pending, 0 desired",
    ]);
    expect(stoppedProblems(healthy)).to.deep.equal(["2 tasks running, 0 pending, 2 desired"]);
  });
});
