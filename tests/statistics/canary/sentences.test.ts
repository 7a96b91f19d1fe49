import { expect } from "chai";
import {
  describeFinding,
  describeNothingFound,
  describeReach,
  describeReport,
} from "../../../statistics/canary/sentences";
import { reachOf, type Reach } from "../../../statistics/canary/reach";
import { rules } from "./minutes";

const reach: Reach = {
  slower: [
    { ratio: 1.5, minutes: 18 },
    { ratio: 2, minutes: 12 },
  ],
  latency: "judged",
  latencyFrom: "buckets",
  errors: [
    { from: 0.001, to: 0.01, minutes: 25 },
    { from: 0.001, to: 0.05, minutes: 9 },
  ],
  errorRates: "judged",
};
const errors = {
  old: { requests: 5700, errors: 6 },
  candidate: { requests: 300, errors: 15 },
};

describe("canary statistics: sentences", () => {
  it("say what a canary finds", () => {
    const noErrors = { errors: [], errorRates: "tooFewRequests" } as const;
    expect(describeReach(reach)).to.equal(
      "finds 1.5x slower in about 18 minutes at 50 %, 2x in 12 (latency from bucket counts); errors 0.1 % -> 1 % in 25, 5 % in 9",
    );
    expect(describeReach({ ...reach, ...noErrors, latencyFrom: "percentiles" })).to.equal(
      "finds 1.5x slower in about 18 minutes at 50 %, 2x in 12 (latency from percentiles); not enough traffic or time to judge errors",
    );
    expect(describeReach({ ...reach, slower: [], latency: "tooFewRequests" })).to.equal(
      "finds errors 0.1 % -> 1 % in about 25 minutes, 5 % in 9; not enough traffic to judge latency",
    );
    expect(describeReach({ ...reach, slower: [], latency: "tooFewMinutes" })).to.equal(
      "finds errors 0.1 % -> 1 % in about 25 minutes, 5 % in 9; not enough minutes at 50 % to judge latency",
    );
    const none = { slower: [], ...noErrors, latencyFrom: "percentiles" } as const;
    expect(describeReach({ ...none, latency: "noEqualShares" })).to.equal(
      "latency is not judged without a step at 50 %; not enough traffic or time to judge errors",
    );
  });

  it("say in practice that four requests a minute are too few", () => {
    const traffic = { requestsPerMinute: 4, p50: 30, p90: 130, errorShare: 0.001 };
    expect(describeReach(reachOf(traffic, rules))).to.equal(
      "not enough traffic to judge latency; not enough traffic or time to judge errors",
    );
    const { p50: _, ...unknown } = { ...traffic, requestsPerMinute: 600 };
    expect(describeReach(reachOf(unknown, rules))).to.equal(
      "finds errors 0.1 % -> 1 % in about 25 minutes, 5 % in 8, 20 % in 8; how small a slowdown it finds is unknown without latencies of production",
    );
  });

  it("say that no traffic is enough without old requests, or where production fails as often", () => {
    const traffic = { requestsPerMinute: 6000, p50: 30, p90: 130, errorShare: 0.001 };
    const latency = "latency is not judged without a step at 50 %";
    const said = (errorShare: number, ...percents: number[]) => {
      const steps = percents.map((percent) => ({ percent, minutes: 30 }));
      return describeReach(reachOf({ ...traffic, errorShare }, { ...rules, steps }));
    };
    expect(said(0.001, 100)).to.equal(
      `${latency}; errors are not compared without a step below 100 %`,
    );
    expect(said(0.14, 20)).to.equal(
      `${latency}; production fails too many requests to judge errors`,
    );
    for (const tooLittle of [said(0.001), said(0.12, 1), said(0.001, 99)]) {
      expect(tooLittle).to.equal(`${latency}; not enough traffic or time to judge errors`);
    }
  });

  it("say why a candidate is rolled back", () => {
    expect(describeFinding({ kind: "errors", ...errors })).to.equal(
      "5xx 5 % (15 of 300 requests), production 0.11 % (6 of 5700 requests) since the canary began",
    );
    expect(describeFinding({ kind: "broken", ...errors })).to.equal(
      "5xx 5 % (15 of 300 requests), production 0.11 % (6 of 5700 requests) in one minute, and as bad the minute before",
    );
    expect(
      describeFinding({ kind: "slower", statistic: "p90", ratio: 2.04, low: 1.5, high: 2.8 }),
    ).to.equal("p90 2.0x slower (95 %: 1.50-2.8)");
    const nearlyAll = { ...errors, candidate: { requests: 1000, errors: 999 } };
    expect(describeFinding({ kind: "errors", ...nearlyAll })).to.match(
      /^5xx 99.9 % \(999 of 1000 requests\), /,
    );
  });

  it("never just say passed", () => {
    const report = {
      errors,
      latencyFrom: "percentiles",
      latency: [
        { statistic: "p50", ratio: 0.5, low: 0.4, high: 0.625, verdict: "faster" },
        { statistic: "p90", ratio: 1, low: 0.8, high: 1.1, verdict: "noDifference" },
        { statistic: "p99", ratio: 1.3, low: 1.1, high: 1.6, verdict: "slower" },
      ],
    } as const;
    const described =
      "p50 2.0x faster (95 %: 1.60-2.5); p90 no difference shown, between 1.25x faster and 1.10x slower; p99 1.30x slower (95 %: 1.10-1.60); latency from percentiles; 5xx 5 % (15 of 300 requests), production 0.11 % (6 of 5700 requests)";
    expect(describeReport(report)).to.equal(described);
    expect(describeNothingFound(report, reach)).to.equal(
      `nothing found; could have found 1.5x slower in about 18 minutes at 50 %, 2x in 12; errors 0.1 % -> 1 % in 25, 5 % in 9; ${described}`,
    );
    expect(
      describeNothingFound({ ...report, latency: [] }, { ...reach, latencyFrom: "percentiles" }),
    ).to.equal(
      "nothing found; could have found 1.5x slower in about 18 minutes at 50 %, 2x in 12 (latency from percentiles); errors 0.1 % -> 1 % in 25, 5 % in 9; 5xx 5 % (15 of 300 requests), production 0.11 % (6 of 5700 requests)",
    );
  });

  it("do not repeat what was found", () => {
    const slower = { ratio: 2.2, low: 1.62, high: 2.9 };
    const report = {
      errors,
      latency: [{ statistic: "p50", ...slower, verdict: "slower" }],
      latencyFrom: "buckets",
    } as const;
    const slow = describeFinding({ kind: "slower", statistic: "p50", ...slower });
    const failing = describeFinding({ kind: "errors", ...errors });
    const [p50, source] = ["p50 2.2x slower (95 %: 1.62-2.9)", "latency from bucket counts"];
    const shares = "5xx 5 % (15 of 300 requests), production 0.11 % (6 of 5700 requests)";
    expect([slow, failing]).to.deep.equal([p50, `${shares} since the canary began`]);
    expect(describeReport(report)).to.equal(`${p50}; ${source}; ${shares}`);
    expect(describeReport(report, [slow])).to.equal(`${source}; ${shares}`);
    expect(describeReport(report, [slow, failing])).to.equal(source);
    expect(describeReport({ ...report, latency: [] }, [failing])).to.equal("");
  });

  it("call errors unknown, not 0 %, where no requests were counted", () => {
    const nobody = { requests: 0, errors: 0 };
    const report = { latency: [], latencyFrom: "buckets" } as const;
    expect(describeReport({ ...report, errors: { old: nobody, candidate: nobody } })).to.equal(
      "5xx unknown (no requests counted), production unknown (no requests counted)",
    );
    expect(describeReport({ ...report, errors: { ...errors, candidate: nobody } })).to.equal(
      "5xx unknown (no requests counted), production 0.11 % (6 of 5700 requests)",
    );
  });
});
