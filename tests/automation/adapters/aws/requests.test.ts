import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";
import { inventory, region } from "./fixtures";

describe("the requests of services that the inspector reads", () => {
  it("are summed over both fleets, both public load balancers and all pages", async () => {
    const cloudWatch = mockClient(CloudWatchClient);
    const [first] = Object.keys(inventory.services);
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({
        MetricDataResults: [
          { Id: "r_0_blue_blue", Values: [100, 20] },
          { Id: "r_0_blue_green", Values: [3] },
        ],
        NextToken: "more",
      })
      .resolves({ MetricDataResults: [{ Id: "r_0_green_green", Values: [4000] }] });
    const answer = await createAwsInspector({ region }).requests(inventory);
    expect(answer).to.have.nested.property(`value.requests.${first!}`, 4123);
    expect(answer).to.have.nested.property("value.days", 14);
    const { input } = cloudWatch.commandCalls(GetMetricDataCommand)[0]!.args[0];
    expect(input.EndTime!.getTime() - input.StartTime!.getTime()).to.equal(14 * 24 * 3600 * 1000);
    const queries = input.MetricDataQueries!.map(({ MetricStat }) => MetricStat!);
    const apis = Object.values(inventory.services).filter(
      ({ fleets }) => fleets.blue.targetGroupArns,
    );
    expect(queries).to.have.length(4 * apis.length);
    for (const { Metric, ...stat } of queries) {
      expect(Metric!.MetricName).to.equal("RequestCount");
      expect(stat).to.deep.equal({ Period: 86_400, Stat: "Sum" });
      expect(Metric!.Dimensions!.map(({ Name }) => Name)).to.deep.equal([
        "LoadBalancer",
        "TargetGroup",
      ]);
    }
    cloudWatch.restore();
  });
});
