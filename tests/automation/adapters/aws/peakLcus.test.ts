import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";
import { inventory, region } from "./fixtures";

describe("the busiest minutes of load balancers that the inspector reads", () => {
  let cloudWatch: AwsClientStub<CloudWatchClient>;
  before(() => (cloudWatch = mockClient(CloudWatchClient)));
  after(() => cloudWatch.restore());

  it("are the greatest sums of PeakLCUs over all pages, and 0 without any", async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({
        MetricDataResults: [{ Id: "blue", Values: [3, 12.5, 4] }],
        NextToken: "more",
      })
      .resolves({ MetricDataResults: [{ Id: "blue", Values: [7] }, { Id: "green" }] });
    expect(await createAwsInspector({ region }).peakLcus(inventory)).to.deep.equal({
      value: { days: 14, peaks: { blue: 12.5, green: 0 } },
    });
    const { input } = cloudWatch.commandCalls(GetMetricDataCommand)[0]!.args[0];
    expect(input.EndTime!.getTime() - input.StartTime!.getTime()).to.equal(14 * 24 * 3600 * 1000);
    expect(
      input.MetricDataQueries!.map(({ Id, MetricStat: { Metric, ...stat } = {} }) => [
        Id,
        Metric!.MetricName,
        Metric!.Dimensions,
        stat,
      ]),
    ).to.deep.equal(
      (["blue", "green"] as const).map((color) => [
        color,
        "PeakLCUs",
        [{ Name: "LoadBalancer", Value: inventory.edges[color].arn.split(":loadbalancer/")[1] }],
        { Period: 60, Stat: "Sum" },
      ]),
    );
  });
});
