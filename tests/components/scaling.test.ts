import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { emptyState, type ReleaseState, withServices } from "../../release/state";
import { retire, stage, switchOver } from "../../release/transitions";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, find, names, own } from "./find";
import { phases, programAt, releasedWith } from "./phases";

const size = { min: 2, max: 6, target: { cpuPercent: 60 } };
const settings = config({
  users: { ruleSlot: 0, size },
  matching: { ruleSlot: 1, size, compute: { type: "ec2" } },
});
const candidates = (image: string, count: number, serving?: number) => ({
  id: "r-1",
  owner: "somebody@somewhere:1",
  startedAt: "2025-01-01T00:00:00Z",
  services: Object.fromEntries(
    ["users", "matching"].map((name) => [
      name,
      { image: `${name}@sha256:${image}`, size: count, ...(serving ? { serving } : {}) },
    ]),
  ),
});

const empty = withServices(emptyState, ["users", "matching"]);
const idle = retire(switchOver(stage(empty, candidates("1", 2))));
/** Production has scaled out to 4 since then. */
const staged = stage(idle, candidates("2", 4, 4));

function at(wanted: ReleaseState): Promise<Run> {
  return runProgram({
    config: { ...settings, ...toDerivedConfig(wanted) },
    deployed: { release: wanted, colorSecret: "s3cret" },
  });
}

const limits = (run: Run) =>
  Object.fromEntries(
    all(run, "Target").map(({ name, inputs: { minCapacity, maxCapacity, suspendedState } }) => {
      const { dynamicScalingInSuspended, dynamicScalingOutSuspended } = suspendedState as Record<
        string,
        boolean
      >;
      return [
        name,
        [minCapacity, maxCapacity, dynamicScalingInSuspended, dynamicScalingOutSuspended],
      ];
    }),
  );

const counts = (run: Run) =>
  Object.fromEntries(
    all(run, "Service").map(({ name, inputs: { desiredCount }, ignoreChanges }) => [
      name,
      ignoreChanges.includes("desiredCount") ? "as it is" : desiredCount,
    ]),
  );

const groups = (run: Run) =>
  Object.fromEntries(
    all(run, "Group").map(({ name, inputs }) => [
      name,
      [inputs["minSize"], inputs["maxSize"], inputs["desiredCapacity"]],
    ]),
  );

describe("a service that AWS scales", () => {
  let runs: Record<"idle" | "staged" | "switched" | "retired", Run>;
  before(async function () {
    this.timeout(60_000);
    await programAt("idle");
    const switched = switchOver(staged);
    runs = {
      idle: await at(idle),
      staged: await at(staged),
      switched: await at(switched),
      retired: await at(retire(switched)),
    };
  });

  it("has its bounds between releases, and its count is left alone", () => {
    expect(limits(runs.idle)).to.deep.equal({
      "users-blue": [2, 6, false, false],
      "matching-blue": [2, 6, false, false],
    });
    expect(counts(runs.idle)).to.deep.equal({
      "users-blue": "as it is",
      "matching-blue": "as it is",
    });
    expect(groups(runs.idle)).to.deep.equal({
      "matching-blue": [2, 6, undefined],
      "matching-green": [0, 0, undefined],
    });
  });

  it("gets a fixed number as equal bounds, as AWS may have another number than Pulumi knows", async () => {
    const matching = { ruleSlot: 1, size, compute: { type: "ec2" } };
    const fixed = config({ users: { ruleSlot: 0, size: 2 }, matching });
    const from = ({ outputs }: Run) =>
      runProgram({
        config: { ...fixed, ...toDerivedConfig(idle) },
        deployed: { ...outputs, release: idle },
      });
    const run = await from(runs.idle);
    expect(limits(run)["users-blue"]).to.deep.equal([2, 2, false, false]);
    expect(names(run, "Policy")).to.deep.equal(["matching-blue-cpu"]);
    expect(counts(run)["users-blue"]).to.equal("as it is");
    const again = await from(run);
    expect(limits(again)).to.deep.equal(limits(run));
  });

  it("stays fixed while the candidate starts at its count", () => {
    expect(limits(runs.staged)).to.deep.equal({
      "users-blue": [2, 6, true, true],
      "users-green": [4, 6, true, true],
      "matching-blue": [2, 6, true, true],
      "matching-green": [4, 6, true, true],
    });
    expect(counts(runs.staged)).to.deep.equal({
      "users-blue": "as it is",
      "users-green": 4,
      "matching-blue": "as it is",
      "matching-green": 4,
    });
    expect(groups(runs.staged)).to.deep.equal({
      "matching-blue": [2, 6, undefined],
      "matching-green": [4, 6, undefined],
    });
  });

  it("may only grow, and only on the serving side, after the switch", () => {
    expect(limits(runs.switched)).to.deep.include({
      "users-blue": [2, 6, true, true],
      "users-green": [4, 6, true, false],
    });
    expect(counts(runs.switched)).to.deep.include({ "users-green": "as it is" });
  });

  it("has its bounds again after the release, and the old fleet has none", () => {
    expect(limits(runs.retired)).to.deep.equal({
      "users-blue": [0, 0, false, false],
      "users-green": [2, 6, false, false],
      "matching-blue": [0, 0, false, false],
      "matching-green": [2, 6, false, false],
    });
    expect(counts(runs.retired)).to.deep.include({ "users-blue": 0, "users-green": "as it is" });
    expect(groups(runs.retired)).to.deep.equal({
      "matching-blue": [0, 0, undefined],
      "matching-green": [2, 6, undefined],
    });
  });

  it("tracks the average CPU use of its tasks", () => {
    const { inputs, parent } = find(runs.idle, "Policy", "users-blue-cpu");
    const resource = {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: "service/bluegreen-dev-1a2b3c4/users-blue-1a2b3c4",
    };
    expect(inputs).to.deep.equal({
      ...resource,
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        targetValue: 60,
      },
    });
    expect(parent).to.equal("Fleet users-blue");
    expect(find(runs.idle, "Target", "users-blue").inputs).to.deep.include({
      ...resource,
      tags: { ...own, service: "users", color: "blue" },
    });
  });

  it("tracks the average memory use of its tasks, beside their CPU use if both are set", async () => {
    const tracked = async (target: object) => {
      const services = { users: { ruleSlot: 0, size: { min: 2, max: 6, target } } };
      const raw = config({ ...services, matching: { ruleSlot: 1 } });
      const state = releasedWith(phases.idle, raw);
      const run = await runProgram({
        config: { ...raw, ...toDerivedConfig(state) },
        deployed: { release: state, colorSecret: "s3cret" },
      });
      return all(run, "Policy")
        .filter(({ name }) => name.startsWith("users-blue"))
        .map(({ name, inputs }) => [name, inputs["targetTrackingScalingPolicyConfiguration"]]);
    };
    const tracking = (metric: string, targetValue: number) => ({
      predefinedMetricSpecification: {
        predefinedMetricType: `ECSServiceAverage${metric}Utilization`,
      },
      targetValue,
    });
    const memory = ["users-blue-memory", tracking("Memory", 75)];
    expect(await tracked({ memoryPercent: 75 })).to.deep.equal([memory]);
    expect(await tracked({ memoryPercent: 75, cpuPercent: 60 })).to.have.deep.members([
      ["users-blue-cpu", tracking("CPU", 60)],
      memory,
    ]);
  });

  it("on instances lets ECS manage the group's size", () => {
    const provider = find(runs.idle, "CapacityProvider", "matching-blue").inputs;
    expect(provider["autoScalingGroupProvider"]).to.deep.include({
      managedScaling: { status: "ENABLED", targetCapacity: 100 },
      managedDraining: "ENABLED",
    });
  });

  it("scales before its name points to it, and after its traffic has moved away", () => {
    const record = find(runs.staged, "Record", "users-test");
    expect(record.dependsOn).to.include("Target users-green");
    expect(find(runs.staged, "Target", "users-blue").dependsOn).to.include("Service users-blue");
  });

  it("does not exist for a fixed size", async () => {
    const run = await programAt("idle");
    expect(names(run, "Target")).to.deep.equal([]);
    expect(find(run, "Service", "users-blue").ignoreChanges).to.deep.equal([]);
  });
});
