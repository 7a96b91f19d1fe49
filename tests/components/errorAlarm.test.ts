import { expect } from "chai";
import { config } from "../config/samples";
import { runProgram } from "./engine";
import { all, find, names, own } from "./find";
import { programAt } from "./phases";

describe("the error alarm of a fleet", () => {
  it("exists for each color of each service", async () => {
    expect(names(await programAt("idle"), "MetricAlarm")).to.deep.equal([
      "matching-blue-errors",
      "matching-green-errors",
      "users-blue-errors",
      "users-green-errors",
    ]);
  });

  it("watches the fleet's target group on its own load balancer, and stays silent without data", async () => {
    const { inputs } = find(await programAt("idle"), "MetricAlarm", "users-green-errors");
    const dimensions = { LoadBalancer: "suffix:edge-green", TargetGroup: "suffix:users-gg" };
    const sum = (id: string, metricName: string) => ({
      id,
      metric: { namespace: "AWS/ApplicationELB", metricName, dimensions, period: 60, stat: "Sum" },
    });
    expect(inputs).to.deep.equal({
      alarmDescription: "5% of the requests to users green are answered 5xx",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 5,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      metricQueries: [
        sum("requests", "RequestCount"),
        sum("errors", "HTTPCode_Target_5XX_Count"),
        {
          id: "share",
          label: "5xx in percent",
          expression: "IF(requests >= 20, 100 * FILL(errors, 0) / requests, 0)",
          returnData: true,
        },
      ],
      tags: { ...own, service: "users", color: "green" },
    });
  });

  it("is not created if the settings turn it off, and is then not in the inventory", async () => {
    const run = await runProgram({ config: config({ users: { errorAlarmPercent: 0 } }) });
    expect(all(run, "MetricAlarm")).to.deep.equal([]);
    expect(run.outputs?.["inventory"]).to.have.nested.property(
      "services.users.fleets.blue.alarms.length",
      0,
    );
  });
});
