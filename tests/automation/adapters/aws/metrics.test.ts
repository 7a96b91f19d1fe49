import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsMetrics } from "../../../../automation/adapters/aws/metrics";
import { inventory, region, users } from "./fixtures";

const from = 28_939_680;
const at = (minute: number) => new Date((from + minute) * 60_000);

describe("metrics of AWS's load balancers", () => {
  let cloudWatch: AwsClientStub<CloudWatchClient>;
  const minutes = () =>
    createAwsMetrics({ region }).minutes(
      inventory,
      users,
      { from, to: from + 2 },
      { isLong: false },
    );

  before(() => (cloudWatch = mockClient(CloudWatchClient)));
  beforeEach(() => cloudWatch.reset());
  after(() => cloudWatch.restore());

  it("are asked for by load balancer and target group, a minute at a time", async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [] });
    await minutes();
    const [call] = cloudWatch.commandCalls(GetMetricDataCommand);
    const { MetricDataQueries = [], ...rest } = call!.args[0].input;
    expect(rest).to.deep.include({
      StartTime: at(0),
      EndTime: at(2),
      ScanBy: "TimestampAscending",
    });
    expect(MetricDataQueries).to.have.length(24);
    expect(MetricDataQueries[0]).to.deep.equal({
      Id: "blue_blue_public_requests",
      MetricStat: {
        Metric: {
          Namespace: "AWS/ApplicationELB",
          MetricName: "RequestCount",
          Dimensions: [
            { Name: "LoadBalancer", Value: "app/prod-blue/50dc6c495c0c9188" },
            { Name: "TargetGroup", Value: "targetgroup/users-blue-on-blue/0123456789abcdef" },
          ],
        },
        Period: 60,
        Stat: "Sum",
      },
    });
  });

  it("are read from all pages", async () => {
    const page = (minute: number, value: number) => ({
      Id: "green_blue_public_refused",
      StatusCode: "PartialData" as const,
      Timestamps: [at(minute)],
      Values: [value],
    });
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({ NextToken: "2", MetricDataResults: [page(0, 3)] })
      .resolvesOnce({ MetricDataResults: [page(1, 5)] });
    const found = await minutes();
    expect(found.map(({ fleets }) => fleets.green)).to.deep.equal([
      { requests: 3, errors: 3 },
      { requests: 5, errors: 5 },
    ]);
  });

  it("are unknown, not 0, when CloudWatch reports an error of its own", async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({
      MetricDataResults: [
        { Id: "blue_blue_public_requests", StatusCode: "Forbidden", Messages: [] },
      ],
    });
    const error = await minutes().catch((thrown: unknown) => thrown);
    expect(error).to.include({
      code: "access-denied",
      found: "CloudWatch did not return the metric `blue_blue_public_requests`: Forbidden.",
    });
  });
});
