import { expect } from "chai";
import {
  type AskMetrics,
  type MetricQuery,
  metricsFrom,
} from "../../../automation/adapters/fleetMetrics";
import type { Counting } from "../../../automation/world/metrics";
import { inventory, users } from "./aws/fixtures";

const minuteMs = 60_000;
const at = (minute: number) => minute * minuteMs;
const short: Counting = { isLong: false };

/** Metrics that have these values: by id, then by minute. */
function counted(values: Record<string, Record<number, number>>) {
  const asked: { queries: readonly MetricQuery[]; range: Parameters<AskMetrics>[2] }[] = [];
  const metrics = metricsFrom((_, queries, range) => {
    asked.push({ queries, range });
    const series = Object.entries(values).map(([id, points]) => {
      const byTime = Object.entries(points).map(([minute, value]) => [at(+minute), value] as const);
      return [id, new Map(byTime)] as const;
    });
    return Promise.resolve(new Map(series));
  }, minuteMs);
  return {
    asked,
    minutes: (how = short, service = users) =>
      metrics.minutes(inventory, service, { from: 100, to: 102 }, how),
    percentiles: () => metrics.percentiles(inventory, users, { from: 100, to: 103 }),
  };
}

describe("what the load balancers count of a fleet", () => {
  it("is added up over both load balancers, minute by minute", async () => {
    const { minutes } = counted({
      blue_blue_public_requests: { 100: 90, 101: 80 },
      blue_green_public_requests: { 100: 10 },
      blue_blue_public_2XX: { 100: 85, 101: 80 },
      blue_green_public_4XX: { 100: 9 },
      blue_green_public_5XX: { 100: 3 },
      green_blue_public_requests: { 101: 5 },
      green_blue_public_2XX: { 101: 5 },
    });
    expect(await minutes()).to.deep.equal([
      { minute: 100, fleets: { blue: { requests: 100, errors: 3 }, green: {} } },
      {
        minute: 101,
        fleets: { blue: { requests: 80, errors: 0 }, green: { requests: 5, errors: 0 } },
      },
    ]);
  });

  it("is unknown, not 0, without a value", async () => {
    const unknown = { blue: {}, green: {} };
    expect(await counted({}).minutes()).to.deep.equal([
      { minute: 100, fleets: unknown },
      { minute: 101, fleets: unknown },
    ]);
  });

  it("has no errors in requests that are still open at the end of the minute", async () => {
    const { minutes } = counted({
      blue_blue_public_requests: { 100: 200, 101: 19 },
      blue_blue_public_2XX: { 100: 161 },
    });
    expect((await minutes()).map(({ fleets }) => fleets.blue)).to.deep.equal([
      { requests: 200, errors: 0 },
      { requests: 19, errors: 0 },
    ]);
  });

  it("has errors in requests without an answer where they are many", async () => {
    const { minutes } = counted({
      blue_blue_public_requests: { 100: 200, 101: 20 },
      blue_blue_public_2XX: { 100: 160 },
    });
    expect((await minutes()).map(({ fleets }) => fleets.blue)).to.deep.equal([
      { requests: 200, errors: 40 },
      { requests: 20, errors: 20 },
    ]);
  });

  it("counts a connection that the target refused as a request that failed", async () => {
    const { minutes } = counted({ blue_blue_public_refused: { 100: 4 } });
    expect((await minutes())[0]!.fleets.blue).to.deep.equal({ requests: 4, errors: 4 });
  });

  it("has only the target's own 5xx as errors if requests may be open for minutes", async () => {
    const { minutes, asked } = counted({
      blue_blue_public_requests: { 100: 100 },
      blue_blue_public_5XX: { 100: 2 },
    });
    expect((await minutes({ isLong: true }))[0]!.fleets.blue).to.deep.equal({
      requests: 100,
      errors: 2,
    });
    const names = asked[0]!.queries.map(({ metricName }) => metricName);
    expect([...new Set(names)]).to.deep.equal([
      "RequestCount",
      "TargetConnectionErrorCount",
      "HTTPCode_Target_5XX_Count",
    ]);
  });

  it("comes in latency buckets: below, between and above the bounds", async () => {
    const { minutes, asked } = counted({
      blue_blue_public_requests: { 100: 10 },
      blue_blue_public_2XX: { 100: 10 },
      blue_blue_public_bucket0: { 100: 1 },
      blue_blue_public_bucket2: { 100: 6 },
      blue_green_public_bucket2: { 100: 3 },
    });
    const [minute] = await minutes({ isLong: false, bounds: [0.01, 0.0200004] });
    expect(minute!.fleets.blue.latencyCounts).to.deep.equal([1, 0, 9]);
    const stats = asked[0]!.queries.flatMap(({ metricName, stat }) =>
      metricName === "TargetResponseTime" ? [stat] : [],
    );
    expect(stats.slice(0, 3)).to.deep.equal(["TC(:0.01)", "TC(0.01:0.02)", "TC(0.02:)"]);
    expect(asked[0]!.range).to.deep.equal({ fromMs: at(100), toMs: at(102) });
  });

  it("has no buckets where CloudWatch gives none", async () => {
    const { minutes } = counted({ blue_blue_public_requests: { 100: 10 } });
    const [minute] = await minutes({ isLong: false, bounds: [0.01] });
    expect(minute!.fleets.blue).to.deep.equal({ requests: 10, errors: 0 });
  });

  it("includes the private load balancers of a service that others call", async () => {
    const { blue, green } = users.fleets;
    const called = {
      ...users,
      fleets: {
        blue: { ...blue, privateTargetGroupArns: blue.targetGroupArns },
        green: { ...green, privateTargetGroupArns: green.targetGroupArns },
      },
    };
    const privately = { ...inventory, privateEdges: inventory.edges };
    const metrics = metricsFrom(
      (_, queries) =>
        Promise.resolve(new Map(queries.map(({ id }) => [id, new Map([[at(100), 1]])]))),
      minuteMs,
    );
    const [minute] = await metrics.minutes(privately, called, { from: 100, to: 101 }, short);
    expect(minute!.fleets.blue.requests).to.equal(8);
  });

  it("is not asked for where there is no target group", async () => {
    const none = { ...users.fleets.blue, targetGroupArns: { blue: "", green: "" } };
    const { minutes, asked } = counted({});
    await minutes(short, { ...users, fleets: { blue: none, green: none } });
    expect(asked).to.deep.equal([]);
  });
});

describe("percentiles of a span", () => {
  /** p10 to p99 at a place, in a period that begins with this minute. */
  const percentilesAt = (place: string, first: number, minute = 100) =>
    Object.fromEntries(
      ["p10", "p50", "p90", "p99"].map((stat, index) => [
        `${place}_${stat}`,
        { [minute]: first + index },
      ]),
    );

  it("are those of the busiest load balancer, in one period as long as the span", async () => {
    const { percentiles, asked } = counted({
      blue_blue_public_requests: { 100: 3 },
      blue_green_public_requests: { 100: 30 },
      blue_blue_public_p50: { 100: 9 },
      ...percentilesAt("blue_green_public", 1),
      green_blue_public_requests: { 100: 3 },
    });
    expect(await percentiles()).to.deep.equal({
      blue: { p10: 1, p50: 2, p90: 3, p99: 4, requests: 30 },
    });
    expect(new Set(asked[0]!.queries.map(({ periodSeconds }) => periodSeconds))).to.deep.equal(
      new Set([180]),
    );
    expect(asked[0]!.range).to.deep.equal({ fromMs: at(100), toMs: at(103) });
  });

  it("are of both fleets at the same load balancer, since others have other clients", async () => {
    const { percentiles } = counted({
      blue_blue_public_requests: { 100: 50 },
      ...percentilesAt("blue_blue_public", 1),
      green_blue_public_requests: { 100: 20 },
      ...percentilesAt("green_blue_public", 11),
      blue_green_public_requests: { 100: 5 },
      ...percentilesAt("blue_green_public", 21),
      green_green_public_requests: { 100: 30 },
      ...percentilesAt("green_green_public", 31),
    });
    expect(await percentiles()).to.deep.equal({
      blue: { p10: 1, p50: 2, p90: 3, p99: 4, requests: 50 },
      green: { p10: 11, p50: 12, p90: 13, p99: 14, requests: 20 },
    });
  });

  it("are unknown, not 0, of a fleet without them, or with some of them only", async () => {
    expect(await counted({}).percentiles()).to.deep.equal({});
    const { percentiles } = counted({
      blue_blue_public_requests: { 100: 50 },
      ...percentilesAt("blue_blue_public", 1),
      green_blue_public_requests: { 100: 20 },
      green_blue_public_p50: { 100: 2 },
      green_blue_public_p90: { 100: 3 },
    });
    expect(await percentiles()).to.deep.equal({
      blue: { p10: 1, p50: 2, p90: 3, p99: 4, requests: 50 },
    });
  });

  it("are taken from their period, whatever minute CloudWatch lets it begin with", async () => {
    const { percentiles } = counted({
      blue_blue_public_requests: { 99: 50 },
      ...percentilesAt("blue_blue_public", 1, 99),
    });
    expect((await percentiles()).blue?.p50).to.equal(2);
  });
});
