import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import type { ReleaseState } from "../../release/state";
import { config } from "../config/samples";
import { runProgram } from "./engine";
import { all } from "./find";
import { phases, registered, releasedWith } from "./phases";
import { withWorkers, workerPhases } from "./workerPhases";

const queue = "arn:aws:sqs:eu-central-1:123456789012:jobs.fifo";

interface Query {
  id: string;
  expression?: string;
  metricStat?: { metric: { metricName: string } };
  returnData: boolean;
}

/** What each policy tracks, by its name. */
async function tracked(raw: Record<string, unknown>, state: ReleaseState) {
  const release = releasedWith(state, raw);
  const run = await runProgram({
    config: { ...raw, ...toDerivedConfig(release) },
    deployed: { release, colorSecret: "s3cret" },
  });
  return Object.fromEntries(
    all(run, "Policy").map(({ name, inputs }) => [
      name,
      inputs["targetTrackingScalingPolicyConfiguration"],
    ]),
  );
}

const size = { min: 2, max: 6, target: { requestsPerTask: 600 } };
const users = (service: object = {}) =>
  config({ users: { ruleSlot: 0, size }, matching: { ruleSlot: 1, ...service } });

const count = (id: string, targetGroup: string) => ({
  id,
  metricStat: {
    metric: {
      namespace: "AWS/ApplicationELB",
      metricName: "RequestCountPerTarget",
      dimensions: [{ name: "TargetGroup", value: `suffix:${targetGroup}` }],
    },
    stat: "Sum",
  },
  returnData: false,
});
const sumOf = (...counts: ReturnType<typeof count>[]) => ({
  targetValue: 600,
  customizedMetricSpecification: {
    metrics: [
      ...counts,
      {
        id: "requests",
        expression: `SUM([${counts.map(({ id }) => id).join(", ")}])`,
        returnData: true,
      },
    ],
  },
});
const ofClients = (fleet: "blue" | "green") =>
  ["blue", "green"].map((edge) => count(`clients_${edge}`, `users-${fleet[0]}${edge[0]}`));
const ofCalls = (fleet: "blue" | "green") =>
  ["blue", "green"].map((edge) => count(`calls_${edge}`, `users-${fleet[0]}${edge[0]}p`));

describe("scaling by requests", () => {
  it("counts the requests of a fleet at both load balancers, in every phase of a release", async () => {
    const both = {
      "users-blue-requests": sumOf(...ofClients("blue")),
      "users-green-requests": sumOf(...ofClients("green")),
    };
    for (const phase of ["staged", "canary", "switched", "returning", "retired"] as const) {
      expect(await tracked(users(), phases[phase]), phase).to.deep.equal(both);
    }
  });

  it("adds the calls of other services, of a fleet that the private load balancers know", async () => {
    const called = users({ calls: ["users"] });
    expect(await tracked(called, registered(phases.switched, "green"))).to.deep.equal({
      "users-blue-requests": sumOf(...ofClients("blue")),
      "users-green-requests": sumOf(...ofClients("green"), ...ofCalls("green")),
    });
  });
});

describe("scaling by a queue", () => {
  it("divides the messages that wait by the tasks of the fleet that run", async () => {
    const { services, ...raw } = withWorkers as { services: Record<string, object> };
    const mailer = {
      ...services["mailer"],
      size: { min: 1, max: 6, target: { queue: { arn: queue, perTask: 20 }, cpuPercent: 60 } },
    };
    const policies = await tracked(
      { ...raw, services: { ...services, mailer } },
      workerPhases.switched,
    );
    expect(Object.keys(policies).sort()).to.deep.equal([
      "mailer-blue-cpu",
      "mailer-blue-queue",
      "mailer-green-cpu",
      "mailer-green-queue",
    ]);
    const average = (id: string, metric: object) => ({
      id,
      metricStat: { metric, stat: "Average" },
      returnData: false,
    });
    expect(policies["mailer-green-queue"]).to.deep.equal({
      targetValue: 20,
      customizedMetricSpecification: {
        metrics: [
          average("messages", {
            namespace: "AWS/SQS",
            metricName: "ApproximateNumberOfMessagesVisible",
            dimensions: [{ name: "QueueName", value: "jobs.fifo" }],
          }),
          average("tasks", {
            namespace: "ECS/ContainerInsights",
            metricName: "RunningTaskCount",
            dimensions: [
              { name: "ClusterName", value: "bluegreen-dev-1a2b3c4" },
              { name: "ServiceName", value: "mailer-green-1a2b3c4" },
            ],
          }),
          { id: "backlog", expression: "messages / tasks", returnData: true },
        ],
      },
    });
  });

  it("takes any message as too many while there are no tasks, and counts those begun", async () => {
    const { services, ...raw } = withWorkers as { services: Record<string, object> };
    const mailer = {
      ...services["mailer"],
      size: { min: 0, max: 6, target: { queue: { arn: queue, perTask: 20 } } },
    };
    const policies = await tracked(
      { ...raw, services: { ...services, mailer } },
      workerPhases.idle,
    );
    const { metrics } = (
      policies["mailer-blue-queue"] as { customizedMetricSpecification: { metrics: Query[] } }
    ).customizedMetricSpecification;
    expect(
      metrics.map(({ id, expression, metricStat, returnData }) => [
        id,
        expression ?? metricStat!.metric.metricName,
        returnData,
      ]),
    ).to.deep.equal([
      ["messages", "ApproximateNumberOfMessagesVisible", false],
      ["begun", "ApproximateNumberOfMessagesNotVisible", false],
      ["tasks", "RunningTaskCount", false],
      ["all", "messages + begun", false],
      ["running", "FILL(FILL(tasks, REPEAT), 0)", false],
      ["backlog", "IF(running > 0, all / running, IF(all > 0, all + 20, 0))", true],
    ]);
  });
});
