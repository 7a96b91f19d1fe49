import { expect } from "chai";
import { inventorySchema } from "../../release/inventory";
import type { Run } from "./engine";
import { all, find, names } from "./find";
import { programWithWorkers, withWorkers, type workerPhases } from "./workerPhases";

type PhaseName = keyof typeof workerPhases;

/** Pulumi's mocks are global to the process: one run after the other. */
describe("a worker", () => {
  const runs = {} as Record<PhaseName, Run>;
  before(async () => {
    const phases = ["idle", "staged", "switched", "handedOver", "returning", "retired"] as const;
    for (const phase of phases) {
      runs[phase] = await programWithWorkers(withWorkers, phase);
      if (runs[phase].error) throw runs[phase].error;
    }
  });

  const counts = (phase: PhaseName, service: string) =>
    ["blue", "green"].map(
      (color) =>
        all(runs[phase], "Service").find(({ name }) => name === `${service}-${color}`)?.inputs[
          "desiredCount"
        ],
    );
  const container = (run: Run, definition: string) => {
    const text = find(run, "TaskDefinition", definition).inputs["containerDefinitions"] as string;
    return (JSON.parse(text) as Record<string, unknown>[])[0]!;
  };

  it("has no target group, rule, record, alarm, private name or port", () => {
    const run = runs.handedOver;
    const types = ["TargetGroup", "ListenerRule", "Record", "MetricAlarm", "Listener"];
    const own = types.flatMap((type) =>
      names(run, type).filter((name) => /mailer|search/.test(name)),
    );
    expect(own).to.deep.equal([]);
    expect(container(run, "mailer-green")).to.not.have.property("portMappings");
    const { inputs } = find(run, "Service", "mailer-green");
    expect(inputs).to.not.have.any.keys("loadBalancers", "healthCheckGracePeriodSeconds");
    expect(inputs).to.deep.include({
      desiredCount: 2,
      launchType: "FARGATE",
      deploymentCircuitBreaker: { enable: true, rollback: false },
    });
  });

  it("admits nobody, and may call others", () => {
    const run = runs.idle;
    const into = all(run, "SecurityGroupIngressRule").filter(
      ({ inputs }) => inputs["securityGroupId"] === "mailer-tasks-id",
    );
    expect(into).to.deep.equal([]);
    const { inputs } = find(run, "SecurityGroup", "mailer-tasks");
    expect(inputs["description"]).to.equal("tasks of mailer: nobody in");
    expect(container(run, "mailer-blue")["environment"]).to.deep.include({
      name: "USERS_URL",
      value: "https://users.internal.dev.example.com:10000",
    });
  });

  it("with handover never has two fleets running", () => {
    const phases = ["idle", "staged", "switched", "handedOver", "returning", "retired"] as const;
    expect(phases.map((phase) => counts(phase, "mailer"))).to.deep.equal([
      [2, undefined],
      [2, 0],
      [0, 0],
      [0, 2],
      [0, 0],
      [0, 2],
    ]);
  });

  it("with overlap starts at the switch, next to the old fleet", () => {
    const phases = ["staged", "switched", "retired"] as const;
    expect(phases.map((phase) => counts(phase, "search"))).to.deep.equal([
      [2, 0],
      [2, 2],
      [0, 2],
    ]);
  });

  it("on instances has the candidate's instances from stage on", () => {
    const sizes = (phase: PhaseName) =>
      ["blue", "green"].map((color) => {
        const { inputs } = find(runs[phase], "Group", `search-${color}`);
        return [inputs["minSize"], inputs["maxSize"]];
      });
    expect(sizes("staged")).to.deep.equal([
      [2, 2],
      [2, 2],
    ]);
    expect(sizes("retired")).to.deep.equal([
      [0, 0],
      [2, 2],
    ]);
  });

  it("is a worker in the inventory, and has no URL", () => {
    const { outputs } = runs.idle;
    const { services } = inventorySchema.parse(outputs!["inventory"]);
    const { kind, productionName, testName, fleets } = services["mailer"]!;
    expect({ kind, productionName, testName }).to.deep.equal({
      kind: "worker",
      productionName: undefined,
      testName: undefined,
    });
    expect(fleets.blue.targetGroupArns).to.equal(undefined);
    expect(fleets.blue.alarms).to.deep.equal([]);
    expect(services["users"]).to.include({ kind: "api", productionName: "users.dev.example.com" });
    expect(outputs!["urls"]).to.deep.equal({ users: "https://users.dev.example.com" });
  });
});
