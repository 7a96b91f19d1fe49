import { expect } from "chai";
import type { MetricQuery } from "../../../localCloud/metrics/query";
import { metricData } from "../../../localCloud/metrics/query";
import { Metrics } from "../../../localCloud/metrics/metrics";
import { createLocalMetrics } from "../../../localCloud/world/metrics";
import type { CloudClient } from "../../../localCloud/api/client";
import type { Range } from "../../../localCloud/metrics/metrics";
import { inventory, users } from "../../automation/adapters/aws/fixtures";

describe("metrics of the local cloud's load balancers", () => {
  it("are what it has counted of both fleets, in its own minutes", async () => {
    let nowMs = 5_000_000;
    const counted = new Metrics(1000, () => nowMs);
    const at = inventory.edges.blue.arn;
    const { blue } = users.fleets.blue.targetGroupArns;
    for (const seconds of [0.02, 0.03, 0.5]) {
      counted.count("RequestCount", at, blue);
      counted.count("HTTPCode_Target_2XX_Count", at, blue);
      counted.record("TargetResponseTime", seconds, at, blue);
    }
    counted.count("RequestCount", at, blue);
    counted.count("HTTPCode_Target_5XX_Count", at, blue);
    nowMs += 10_000;
    const metrics = createLocalMetrics({
      metricData: (queries: readonly MetricQuery[], range: Range) =>
        Promise.resolve(metricData(counted, queries, range)),
    } as unknown as CloudClient);
    const how = { isLong: false, bounds: [0.01, 0.1] };
    expect(await metrics.minutes(inventory, users, { from: 5000, to: 5001 }, how)).to.deep.equal([
      {
        minute: 5000,
        fleets: { blue: { requests: 4, errors: 1, latencyCounts: [0, 2, 1] }, green: {} },
      },
    ]);
    const { blue: latencies } = await metrics.percentiles(inventory, users, {
      from: 4999,
      to: 5002,
    });
    expect(latencies?.p50).to.equal(0.03);
  });
});
