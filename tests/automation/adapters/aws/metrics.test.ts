import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsMetrics } from "../../../../automation/adapters/aws/metrics";
import { refusalOf } from "../../../support/refusalOf";
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

  describe("of latencies, in buckets", () => {
    const bucketed = () =>
      createAwsMetrics({ region }).minutes(
        inventory,
        users,
        { from, to: from + 1 },
        { isLong: false, bounds: [0.1] },
      );
    const statsAsked = () =>
      cloudWatch
        .commandCalls(GetMetricDataCommand)
        .map(({ args }) =>
          (args[0].input.MetricDataQueries ?? []).filter(({ MetricStat }) =>
            MetricStat?.Stat?.startsWith("TC("),
          ),
        )
        .map((queries) => queries.length);
    const refusal = (name: string) => Object.assign(new Error("Stat is invalid"), { name });
    const requests = {
      ...{ Id: "green_blue_public_requests", StatusCode: "Complete" as const },
      ...{ Timestamps: [at(0)], Values: [7] },
    };

    it("are unknown where CloudWatch refuses the statistic, and the rest is counted", async () => {
      cloudWatch
        .on(GetMetricDataCommand)
        .rejectsOnce(refusal("ValidationError"))
        .resolvesOnce({ MetricDataResults: [requests] });
      const [found] = await bucketed();
      expect(found!.fleets.green).to.deep.equal({ requests: 7, errors: 0 });
      expect(statsAsked()).to.deep.equal([8, 0]);
    });

    it("are not asked for again without them where something else is wrong", async () => {
      cloudWatch.on(GetMetricDataCommand).rejects(refusal("AccessDenied"));
      expect(await refusalOf(bucketed)).to.include({ code: "access-denied" });
      expect(statsAsked()).to.deep.equal([8]);
    });
  });

  describe("of latencies, in percentiles", () => {
    const percentiles = () =>
      createAwsMetrics({ region }).percentiles(inventory, users, { from, to: from + 3 });
    const answer = (Id: string, Values: number[], StatusCode: "Complete" | "Forbidden") => ({
      ...{ Id, StatusCode, Values, Timestamps: Values.map(() => at(0)) },
    });
    const stats = ["p10", "p50", "p90", "p99"] as const;

    it("are asked for in one period as long as the block", async () => {
      cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [] });
      expect(await percentiles()).to.deep.equal({});
      const [call] = cloudWatch.commandCalls(GetMetricDataCommand);
      const { MetricDataQueries = [], StartTime, EndTime } = call!.args[0].input;
      expect([StartTime, EndTime]).to.deep.equal([at(0), at(3)]);
      const asked = MetricDataQueries.filter(({ Id }) => Id!.startsWith("green_blue_public")).map(
        ({ MetricStat }) => [MetricStat!.Metric!.MetricName, MetricStat!.Stat, MetricStat!.Period],
      );
      expect(asked).to.deep.equal([
        ["RequestCount", "Sum", 180],
        ...stats.map((stat) => ["TargetResponseTime", stat, 180]),
      ]);
      expect(MetricDataQueries).to.have.length(20);
    });

    it("are unknown, not 0, of a fleet for which CloudWatch returns no value", async () => {
      cloudWatch.on(GetMetricDataCommand).resolves({
        MetricDataResults: [
          answer("blue_blue_public_requests", [70], "Complete"),
          answer("green_blue_public_requests", [60], "Complete"),
          ...stats.flatMap((stat, index) => [
            answer(`blue_blue_public_${stat}`, [(index + 1) / 100], "Complete"),
            answer(`green_blue_public_${stat}`, [], "Complete"),
          ]),
        ],
      });
      expect(await percentiles()).to.deep.equal({
        blue: { p10: 0.01, p50: 0.02, p90: 0.03, p99: 0.04, requests: 70 },
      });
    });

    it("are unknown when CloudWatch reports an error of its own", async () => {
      cloudWatch.on(GetMetricDataCommand).resolves({
        MetricDataResults: [answer("blue_blue_public_p50", [], "Forbidden")],
      });
      const error = await percentiles().catch((thrown: unknown) => thrown);
      expect(error).to.include({
        code: "access-denied",
        found: "CloudWatch did not return the metric `blue_blue_public_p50`: Forbidden.",
      });
    });
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
