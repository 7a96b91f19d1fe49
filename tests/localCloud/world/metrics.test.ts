import { expect } from "chai";
import type { MetricQuery } from "../../../localCloud/metrics/query";
import { metricData } from "../../../localCloud/metrics/query";
import { Metrics } from "../../../localCloud/metrics/metrics";
import { createLocalMetrics } from "../../../localCloud/world/metrics";
import { connectLocalCloud } from "../../../localCloud/world/world";
import type { CloudClient } from "../../../localCloud/api/client";
import type { Range } from "../../../localCloud/metrics/metrics";
import { inventory, users } from "../../automation/adapters/aws/fixtures";

const clientOf = (counted: Metrics) =>
  ({
    metricData: (queries: readonly MetricQuery[], range: Range) =>
      Promise.resolve(metricData(counted, queries, range)),
  }) as unknown as CloudClient;

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
    const metrics = createLocalMetrics(clientOf(counted), 1000);
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

  it("are read in the minutes that the cloud plays, however long these are", async () => {
    let nowMs = 5_000_000;
    const counted = new Metrics(2500, () => nowMs);
    const at = inventory.edges.blue.arn;
    for (let second = 0; second < 5; second++) {
      counted.count("RequestCount", at, users.fleets.blue.targetGroupArns.blue);
      nowMs += 1000;
    }
    nowMs += 10_000;
    const metrics = createLocalMetrics(clientOf(counted), 2500);
    const span = { from: 1999, to: 2003 };
    const found = await metrics.minutes(inventory, users, span, { isLong: true });
    expect(metrics.minuteMs).to.equal(2500);
    expect(found.map(({ minute, fleets }) => [minute, fleets.blue.requests])).to.deep.equal([
      [1999, undefined],
      [2000, 3],
      [2001, 2],
      [2002, undefined],
    ]);
  });

  it("last as long for a deployer as the cloud that it is connected to says", () => {
    const signal = new AbortController().signal;
    const cloud = { controlUrl: "http://127.0.0.1:1/", minuteSeconds: 2.5 };
    const { metrics, minuteMs } = connectLocalCloud(cloud, { region: "eu-central-1", signal });
    expect([metrics.minuteMs, minuteMs]).to.deep.equal([2500, 2500]);
  });
});
