import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import fc from "fast-check";
import { createAwsObserver } from "../../../../automation/adapters/aws/observer";
import { trafficWindow } from "../../../../automation/adapters/aws/traffic";
import { inventory, region, users } from "./fixtures";

const at = (time: string) => Date.parse(`2025-01-31T${time}Z`);

describe("requests for a private name", () => {
  it("are counted at the private load balancer's target groups", async () => {
    const cloudWatch = mockClient(CloudWatchClient);
    cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [] });
    const arn = (name: string) =>
      `arn:aws:elasticloadbalancing:${region}:123456789012:targetgroup/${name}/0123456789abcdef`;
    const groups = (fleet: string) => ({ blue: arn(`${fleet}-bp`), green: arn(`${fleet}-gp`) });
    const { blue, green } = users.fleets;
    const called = {
      ...users,
      fleets: {
        blue: { ...blue, privateTargetGroupArns: groups("blue") },
        green: { ...green, privateTargetGroupArns: groups("green") },
      },
    };
    const privateEdges = {
      blue: { arn: inventory.edges.blue.arn.replace("prod-blue", "private-blue"), dnsName: "b" },
      green: inventory.edges.green,
    };
    const observer = createAwsObserver({ region });
    await observer.traffic({ ...inventory, privateEdges }, "blue", called, 60, "private");
    const [call] = cloudWatch.commandCalls(GetMetricDataCommand);
    expect(
      call!.args[0].input.MetricDataQueries!.map((query) =>
        query.MetricStat!.Metric!.Dimensions!.map(({ Value }) => Value),
      ),
    ).to.deep.equal([
      ["app/private-blue/50dc6c495c0c9188", "targetgroup/blue-bp/0123456789abcdef"],
      ["app/private-blue/50dc6c495c0c9188", "targetgroup/green-bp/0123456789abcdef"],
    ]);
    cloudWatch.restore();
  });
});

describe("the window of completely reported minutes", () => {
  it("ends at the last whole minute that CloudWatch has completely", () => {
    expect(trafficWindow(at("12:10:00"), 60)).to.deep.equal({
      startMs: at("12:07:00"),
      settledMs: at("12:08:00"),
      nowMs: at("12:10:00"),
    });
    expect(trafficWindow(at("12:10:59"), 61)).to.deep.equal({
      startMs: at("12:06:00"),
      settledMs: at("12:08:00"),
      nowMs: at("12:10:59"),
    });
  });

  it("is at least as long as asked for, older than the lag, and in whole minutes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2e12 }),
        fc.integer({ min: 0, max: 4000 }),
        (now, s) => {
          const { startMs, settledMs } = trafficWindow(now, s);
          expect(settledMs - startMs).to.be.at.least(Math.max(s, 60) * 1000);
          expect(settledMs - startMs).to.be.below((Math.max(s, 60) + 60) * 1000);
          expect(now - settledMs).to.be.within(120_000, 179_999);
          expect(settledMs % 60_000).to.equal(0);
        },
      ),
    );
  });
});

describe("the traffic of a service at a load balancer", () => {
  let cloudWatch: AwsClientStub<CloudWatchClient>;
  const read = () =>
    createAwsObserver({ region, nowMs: () => at("12:10:30") }).traffic(
      inventory,
      "blue",
      users,
      60,
    );
  const answer = { windowSeconds: 60, lagSeconds: 150 };

  before(() => (cloudWatch = mockClient(CloudWatchClient)));
  beforeEach(() => cloudWatch.reset());
  after(() => cloudWatch.restore());

  it("counts requests to both fleets' target groups", async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [] });
    await read();
    const query = (fleet: string) => ({
      Id: fleet,
      MetricStat: {
        Metric: {
          Namespace: "AWS/ApplicationELB",
          MetricName: "RequestCount",
          Dimensions: [
            { Name: "LoadBalancer", Value: "app/prod-blue/50dc6c495c0c9188" },
            { Name: "TargetGroup", Value: `targetgroup/users-${fleet}-on-blue/0123456789abcdef` },
          ],
        },
        Period: 60,
        Stat: "Sum",
      },
    });
    const [call] = cloudWatch.commandCalls(GetMetricDataCommand);
    expect(call?.args[0].input).to.deep.include({
      MetricDataQueries: [query("blue"), query("green")],
      StartTime: new Date(at("12:07:00")),
      EndTime: new Date(at("12:10:30")),
    });
  });

  it("is zero for completely reported minutes without a value", async () => {
    const silent = { StatusCode: "Complete" as const, Timestamps: [], Values: [] };
    cloudWatch.on(GetMetricDataCommand).resolves({
      MetricDataResults: [
        { Id: "blue", ...silent },
        { Id: "green", ...silent },
      ],
    });
    expect(await read()).to.deep.equal({ requests: 0, ...answer });
  });

  it("includes a minute that is reported early", async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({
      MetricDataResults: [
        {
          Id: "blue",
          StatusCode: "Complete",
          Timestamps: [new Date(at("12:09:00"))],
          Values: [3],
        },
      ],
    });
    expect(await read()).to.deep.equal({ requests: 3, ...answer });
  });

  it("adds up both fleets and all pages", async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({
        NextToken: "2",
        MetricDataResults: [
          { Id: "blue", StatusCode: "PartialData", Values: [5, 7] },
          { Id: "green", StatusCode: "PartialData", Values: [1] },
        ],
      })
      .resolvesOnce({
        MetricDataResults: [{ Id: "blue", StatusCode: "Complete", Values: [100] }],
      });
    expect(await read()).to.deep.equal({ requests: 113, ...answer });
  });

  it("is unknown, not zero, when CloudWatch reports an error of its own", async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({
      MetricDataResults: [
        { Id: "blue", StatusCode: "InternalError", Messages: [{ Code: "X", Value: "try later" }] },
      ],
    });
    const error = await read().catch((thrown: unknown) => thrown);
    expect(error).to.include({
      code: "unavailable",
      found: "CloudWatch did not return the request count of fleet `blue`: X: try later.",
    });
  });

  it("is not asked for if the service has no target groups", async () => {
    const none = { ...users.fleets.blue, targetGroupArns: { blue: "", green: "" } };
    const worker = { ...users, fleets: { blue: none, green: none } };
    const traffic = await createAwsObserver({ region, nowMs: () => at("12:10:30") }).traffic(
      inventory,
      "blue",
      worker,
      60,
    );
    expect(traffic).to.deep.equal({ requests: 0, ...answer });
    expect(cloudWatch.calls()).to.have.length(0);
  });
});
