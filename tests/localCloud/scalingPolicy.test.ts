import { expect } from "chai";
import { scalingPolicy } from "../../localCloud/control/scalingPolicy";
import { Fixture, refusal } from "./fixture";

const stat = (id: string, called: string, names: string[], stat = "Average") => {
  const [namespace, metricName] = called.split(" ");
  const dimensions = names.map((name) => ({ name, value: "x" }));
  return { id, metricStat: { metric: { namespace, metricName, dimensions }, stat } };
};
const hidden = (one: object) => ({ ...one, returnData: false });
const messages = hidden(stat("m", "AWS/SQS ApproximateNumberOfMessagesVisible", ["QueueName"]));
const running = "ECS/ContainerInsights RunningTaskCount";
const tasks = hidden(stat("t", running, ["ClusterName", "ServiceName"]));
const backlog = { id: "backlog", expression: "m / t", returnData: true };

describe("a scaling policy in the local cloud", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await Fixture.open();
  });
  afterEach(() => fixture.close());

  const answer = (configuration: object) =>
    refusal(
      fixture.create(scalingPolicy.token, "users", {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId: "service/main/users",
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: { targetValue: 10, ...configuration },
      }),
    );
  const metrics = (...all: object[]) => answer({ customizedMetricSpecification: { metrics: all } });
  const accepted = /ObjectNotFoundException: No scalable target/;

  it("takes a metric by math if one query is its result and all that it refers to is there", async () => {
    expect(await metrics(messages, tasks, backlog)).to.match(accepted);
    expect(await metrics(messages, backlog)).to.contain(
      "metric `backlog` refers to `t`, which does not exist",
    );
    expect(await metrics(messages, tasks)).to.contain("exactly one metric must have `returnData`");
    expect(await metrics(messages, messages, { ...backlog, expression: "m" })).to.contain(
      "each metric needs a unique `id`",
    );
    expect(await metrics(messages, { ...backlog, id: "Backlog", expression: "m" })).to.contain(
      "must begin with a lower-case letter",
    );
  });

  it("takes a metric only by the dimensions and the statistic that it has data for", async () => {
    const requests = "AWS/ApplicationELB RequestCountPerTarget";
    expect(await metrics(stat("r", requests, ["TargetGroup"], "Sum"))).to.match(accepted);
    expect(await metrics(stat("r", requests, ["TargetGroup"]))).to.contain(
      `metric ${requests} has data by TargetGroup, as Sum only`,
    );
    expect(await metrics(stat("t", running, ["ServiceName"]))).to.contain(
      `metric ${running} has data by ClusterName and ServiceName, as Average only`,
    );
    expect(await metrics(stat("x", "AWS/SQS Jobs", ["QueueName"]))).to.contain(
      "metric AWS/SQS Jobs is not modelled",
    );
  });

  it("takes one specification and no other", async () => {
    const one = "needs either `predefinedMetricSpecification` or `customizedMetricSpecification`";
    const predefinedMetricSpecification = {
      predefinedMetricType: "ECSServiceAverageCPUUtilization",
    };
    const customizedMetricSpecification = { metrics: [messages, tasks, backlog] };
    expect(await answer({})).to.contain(one);
    expect(
      await answer({ predefinedMetricSpecification, customizedMetricSpecification }),
    ).to.contain(one);
    expect(await answer({ predefinedMetricSpecification })).to.match(accepted);
  });
});
