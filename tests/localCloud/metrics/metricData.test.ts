import { expect } from "chai";
import { Metrics } from "../../../localCloud/metrics/metrics";
import { metricData, type MetricQuery } from "../../../localCloud/metrics/query";

const loadBalancer = "arn:aws:elasticloadbalancing:eu-central-1:1:loadbalancer/app/blue/1";
const targetGroup = "arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/users-gb/2";
const dimensions = { LoadBalancer: "app/blue/1", TargetGroup: "targetgroup/users-gb/2" };

describe("GetMetricData of the local cloud", () => {
  let nowMs: number;
  let metrics: Metrics;
  beforeEach(() => {
    nowMs = 0;
    metrics = new Metrics(1000, () => nowMs);
  });

  const of = (metricName: string, stat = "Sum", period = 60) => ({
    metric: { namespace: "AWS/ApplicationELB", metricName, dimensions, stat, period },
  });
  const ask = (queries: MetricQuery[], startMs = 0, endMs = 10_000) =>
    metricData(metrics, queries, { startMs, endMs });
  const points = (query: Omit<MetricQuery, "id">) => {
    const [{ timestampsMs = [], values = [] } = {}] = ask([{ id: "it", ...query }]);
    return timestampsMs.map((at, index) => [at, values[index]]);
  };
  const request = (atMs: number) => {
    nowMs = atMs;
    metrics.count("RequestCount", loadBalancer, targetGroup);
  };
  const took = (seconds: number[]) => {
    for (const one of seconds) {
      metrics.record("TargetResponseTime", one, loadBalancer, targetGroup);
    }
  };

  it("has a point for each minute in which something was counted, and none for others", () => {
    [0, 500, 999, 3000].forEach(request);
    nowMs = 60_000;
    expect(points(of("RequestCount"))).to.deep.equal([
      [0, 3],
      [3000, 1],
    ]);
    expect(points(of("RequestCount", "Sum", 120))).to.deep.equal([
      [0, 3],
      [2000, 1],
    ]);
    expect(points(of("HTTPCode_Target_5XX_Count"))).to.deep.equal([]);
  });

  it("learns of a minute one to two minutes after it has ended", () => {
    for (let minute = 0; minute < 50; minute++) request(minute * 1000);
    const known = (atMs: number) => {
      nowMs = atMs;
      return points(of("RequestCount")).length;
    };
    expect([known(1999), known(12_000)]).to.deep.equal([0, 10]);
    const firstSeenMs = Array.from({ length: 100 }, (_, index) => 2000 + index * 10).find(
      (atMs) => known(atMs) > 0,
    );
    expect(firstSeenMs).to.be.within(2001, 2999);
  });

  it("has the statistics of a latency, also its percentiles and counts between bounds", () => {
    took([0.4, 0.1, 0.2, 0.3, 0.5]);
    nowMs = 60_000;
    const value = (stat: string) => points(of("TargetResponseTime", stat))[0]?.[1];
    expect(["SampleCount", "Minimum", "Maximum", "p50", "p90", "p100"].map(value)).to.deep.equal([
      5, 0.1, 0.5, 0.3, 0.46, 0.5,
    ]);
    expect(value("Average")).to.be.closeTo(0.3, 1e-9);
    expect(["TC(:0.2)", "TC(0.2:0.4)", "TC(0.4:)"].map(value)).to.deep.equal([2, 2, 1]);
  });

  it("evaluates metric math, point by point, and leaves out what is missing", () => {
    request(0);
    request(1000);
    nowMs = 1000;
    metrics.count("HTTPCode_Target_5XX_Count", loadBalancer, targetGroup);
    nowMs = 60_000;
    const result = (expression: string) =>
      ask(
        [
          { id: "requests", ...of("RequestCount"), returnData: false },
          { id: "errors", ...of("HTTPCode_Target_5XX_Count"), returnData: false },
          { id: "none", ...of("HTTPCode_Target_3XX_Count"), returnData: false },
          { id: "it", expression },
        ],
        0,
        3000,
      )[0];
    const of0to2 = (...values: number[]) => {
      return { id: "it", timestampsMs: [0, 1000, 2000], values };
    };
    expect(result("100 * errors / requests")).to.deep.equal({
      ...{ id: "it", timestampsMs: [1000] },
      values: [100],
    });
    expect(result("FILL(errors, 0)")).to.deep.equal(of0to2(0, 1, 0));
    expect(result("FILL(none, 7)")).to.deep.equal(of0to2(7, 7, 7));
    expect(result("SUM([requests, errors])")?.values).to.deep.equal([1, 2]);
    expect(result("SUM([FILL(errors, 0), requests])")).to.deep.equal(of0to2(1, 2, 0));
    // The first has none before it.
    expect(result("DIFF(FILL(errors, 0))")).to.deep.equal({
      ...{ id: "it", timestampsMs: [1000, 2000] },
      values: [1, -1],
    });
    expect(result("DIFF(none)")?.values).to.deep.equal([]);
    const choice = "IF(FILL(errors, 0) >= 1, 10 - 2 * 3, (10 - 2) / 4)";
    expect(result(choice)).to.deep.equal(of0to2(2, 4, 2));
  });

  const refusals: [string, MetricQuery[]][] = [
    ["metric ActiveConnectionCount", [{ id: "it", ...of("ActiveConnectionCount") }]],
    ["statistic tm99", [{ id: "it", ...of("TargetResponseTime", "tm99") }]],
    [
      "dimension TargetGroup of HTTPCode_ELB_504_Count, which CloudWatch does not count so",
      [{ id: "it", ...of("HTTPCode_ELB_504_Count") }],
    ],
    ["`RATE` in an expression", [{ id: "it", expression: "RATE(requests)" }]],
    ["DIFF of anything but a series", [{ id: "it", expression: "DIFF(1)" }]],
    ["`^` in an expression", [{ id: "it", expression: "2 ^ 3" }]],
    ["id requests, which no query has", [{ id: "it", expression: "requests + 1" }]],
    [
      "query a, which refers to itself",
      [
        { id: "a", expression: "b + 1" },
        { id: "b", expression: "a + 1", returnData: false },
      ],
    ],
    ["query it, which is a number and no series", [{ id: "it", expression: "1 + 1" }]],
  ];
  for (const [what, queries] of refusals) {
    it(`refuses ${what}`, () => {
      expect(() => ask(queries)).to.throw(`NotModelled: the local cloud does not model ${what}`);
    });
  }

  it("refuses dimensions and namespaces that CloudWatch has and the local cloud has not", () => {
    const { metric } = of("RequestCount");
    const having = (changes: Partial<typeof metric>) => () =>
      ask([{ id: "it", metric: { ...metric, ...changes } }]);
    const zone = { ...dimensions, AvailabilityZone: "eu-central-1a" };
    expect(having({ dimensions: zone })).to.throw(
      "does not model dimension AvailabilityZone of RequestCount",
    );
    expect(having({ namespace: "AWS/ECS" })).to.throw("does not model namespace AWS/ECS");
  });
});
