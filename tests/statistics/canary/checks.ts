import { expect } from "chai";
import { observationOf, type Statistic } from "../../../statistics/canary/block";
import {
  addErrors,
  errorVerdict,
  initialErrors,
  wealth,
} from "../../../statistics/canary/errorRule";
import { beginCanary, longestSilenceMinutes } from "../../../statistics/canary/judge";
import { latencyBounds, logQuantile, percentilesOf } from "../../../statistics/canary/quantiles";
import { expectedResidual, gainedAfter, smallestRatio } from "../../../statistics/canary/reach";
import { ratioAtEnd, studentT } from "../../../statistics/canary/report";
import {
  addBlock,
  center,
  emptySequence,
  halfWidth,
  residual,
} from "../../../statistics/canary/sequence";
import {
  decidingAlpha,
  logLimit,
  ratioAnyTime,
  slowerThanAllowed,
} from "../../../statistics/canary/slowdown";
import { announced } from "./announced";
import { bounds, fleet, judged, rules, times } from "./minutes";
import vectors from "./vectors.json";

/** Six digits after the point of small numbers, six digits of large ones. */
function expectNumber(found: number, expected: number | string, what: string): void {
  if (expected === "Infinity") return expect(found, what).to.equal(Infinity) && undefined;
  const wanted = Number(expected);
  expect(found, what).to.be.closeTo(wanted, 1e-6 * Math.max(1, Math.abs(wanted)));
}

/** Each is a test, and together they have to notice every altered constant. */
export const checks: { name: string; check: () => void }[] = [];
const it = (name: string, check: () => void) => checks.push({ name, check });

for (const { name, T, minutes } of vectors.errorRule) {
  it(`judges the errors of ${name} minute by minute`, () => {
    let state = initialErrors(T, 1);
    minutes.forEach(({ n, e, W, A, return: returned }, index) => {
      state = addErrors(
        state,
        { requests: n[0]!, errors: e[0]! },
        { requests: n[1]!, errors: e[1]! },
      );
      const at = `minute ${index}`;
      expect(wealth(state) / W, at).to.be.closeTo(1, 1e-6);
      A.forEach((bet, j) => expect(state.bets[j]! / bet, `${at}, bet ${j}`).to.be.closeTo(1, 1e-6));
      expect(errorVerdict(state) !== undefined, at).to.equal(returned);
    });
  });
}

for (const vector of vectors.ratioSeq) {
  it(`judges the latencies of ${vector.name} block by block`, () => {
    let sequence = emptySequence;
    vector.steps.forEach((expected, index) => {
      const at = `block ${index}`;
      sequence = addBlock(sequence, { x: vector.x[index]!, u: vector.u[index]! });
      expect(sequence.n, at).to.equal(expected.n);
      for (const key of ["M", "S", "Q", "U"] as const)
        expectNumber(sequence[key], expected[key], `${at} ${key}`);
      const summary = { ...sequence, R: residual(sequence) };
      expectNumber(center(sequence), expected.mu, at);
      expectNumber(halfWidth(summary, 0.005), expected.d_a005, `${at} 0.005`);
      expectNumber(halfWidth(summary, 0.05), expected.d_a05, `${at} 0.05`);
      expect(slowerThanAllowed(sequence, rules) !== undefined, at).to.equal(expected.return);
    });
    const end = ratioAtEnd(sequence);
    const early = ratioAnyTime(sequence);
    const { reportAtPlannedEnd, reportIfStopped } = vector;
    expectNumber(end.ratio, reportAtPlannedEnd.ratio, "ratio");
    expectNumber(end.low, reportAtPlannedEnd.low, "low");
    expectNumber(end.high, reportAtPlannedEnd.high, "high");
    expectNumber(early.low, reportIfStopped.low, "low, stopped");
    expectNumber(early.high, reportIfStopped.high, "high, stopped");
  });
}

it("finds the quantiles between bucket bounds", () => {
  for (const { bounds, counts, p, ln } of vectors.quantile)
    expectNumber(logQuantile(bounds.map(Math.log), counts, p), ln, `${p}`);
});

it("reads p50, p90 and p99 from buckets", () => {
  const { bounds, counts } = vectors.quantile[1]!;
  const { p50, p90, p99 } = percentilesOf(bounds, counts);
  const expected = vectors.quantile.filter(({ p }) => p !== 0.05 && p !== 0.7);
  [p50, p90, p99].forEach((value, index) =>
    expectNumber(Math.log(value), expected[index]!.ln, `${index}`),
  );
});

it("takes no latencies for closer together than 5 %", () => {
  const latencies = { p50: 1, p90: 1.001, p99: 1.002 };
  const found = observationOf(
    { statistic: "p50", requests: [100, 400] },
    { old: latencies, candidate: latencies },
  );
  expectNumber(found!.u * 1000, 1000 * ((1.2533 * 0.05) / 1.2816) ** 2 * (1 / 100 + 1 / 400), "u");
});

it("knows no interval at the planned end with fewer than 4 blocks", () => {
  const { x, u } = vectors.ratioSeq[0]!;
  const sequence = (blocks: number) =>
    x
      .slice(0, blocks)
      .reduce((sum, value, index) => addBlock(sum, { x: value, u: u[index]! }), emptySequence);
  expect(ratioAtEnd(sequence(3)).high).to.equal(Infinity);
  expect(ratioAtEnd(sequence(4)).high).to.be.below(2);
});

it("finds a block's log ratios and the variance that chance gives them", () => {
  const { q, N, out } = vectors.blockInput;
  for (const statistic of ["p50", "p90", "p99"] as Statistic[]) {
    const found = observationOf(
      { statistic, requests: [N[0]!, N[1]!] },
      { old: q[0]!, candidate: q[1]! },
    );
    expectNumber(found!.x, out[statistic].x, statistic);
    expectNumber(found!.u, out[statistic].u, statistic);
  }
});

it("announces when errors are found", () => {
  for (const { phases, p0, p1, minute } of vectors.planErrors) {
    const found = gainedAfter({ requestsPerMinute: phases[0]!.rate, errorShare: p0 }, p1, {
      falseAlarmPercent: 1,
      steps: phases.map(({ minutes, share }) => ({ minutes, percent: 100 * share })),
    });
    if (minute === null) expect(found).to.equal(undefined);
    else expectNumber(found!, minute, `${p0} -> ${p1}`);
  }
});

it("announces which slowdown is found", () => {
  // The vectors come from one residual for all rates; ADR 29 says why the program expects another.
  const specifiedResidual = 0.7;
  for (const { minutes, perFleetPerMin, sigma, half, most } of vectors.planLatency) {
    const plan = { minutes, perFleet: perFleetPerMin, sigma };
    const found = smallestRatio(plan, rules, () => specifiedResidual);
    if (half === null) expect(found).to.equal(undefined);
    else {
      expectNumber(found!.half, half, "half");
      expectNumber(found!.most, most, "most");
    }
  }
});

it("expects less of a residual where chance of single requests explains more of it", () => {
  expectNumber(expectedResidual(0), 0.9, "endless requests");
  expectNumber(expectedResidual(1), 0.25, "few requests");
  const plan = { minutes: 23, perFleet: 300, sigma: 1.15 };
  const found = smallestRatio(plan, rules)!.half;
  expect(found).to.be.lessThan(smallestRatio(plan, rules, () => expectedResidual(0))!.half);
  expect(found).to.be.greaterThan(smallestRatio(plan, rules, () => expectedResidual(1))!.half);
});

it("uses the limit, the allowance and the t quantiles of the specification", () => {
  expectNumber(logLimit(1.1), vectors.conventions.returnLimit, "limit");
  expectNumber(logLimit(1), vectors.conventions.hostAllowance_ln, "hosts");
  for (const { df, t } of vectors.tq97) expectNumber(studentT(df), t, `${df}`);
});

it("leaves out three minutes after shares became equal, and judges blocks of three", () => {
  const minute = { percent: 50, old: fleet(1000, 5), candidate: fleet(1000, 5) };
  const after = (count: number) => judged(times(count, minute)).latency.p50.sequence.n;
  expect([3, 5, 6, 8, 9].map(after)).to.deep.equal([0, 0, 1, 1, 2]);
});

it("leaves no canary unwatched for longer than five minutes", () => {
  expect(longestSilenceMinutes).to.equal(5);
});

it("waits until each fleet has enough requests for the statistic", () => {
  const blocks = (requests: number) => {
    const minute = { percent: 50, old: fleet(requests, 5), candidate: fleet(1000, 5) };
    const anySlowdown = beginCanary({ ...rules, maxSlowdown: 100 });
    const { p50, p90, p99 } = judged(times(63, minute), anySlowdown).latency;
    return [p50, p90, p99].map(({ sequence }) => sequence.n);
  };
  // In 60 minutes: it takes 3 minutes of 7 requests to have 20, 8 to have 50, and 72 to have 500.
  expect(blocks(7)).to.deep.equal([20, 7, 0]);
  expect(blocks(5)).to.deep.equal([15, 6, 0]);
  expect(blocks(17)).to.deep.equal([20, 20, 2]);
});

it("judges latency at equal shares alone", () => {
  const minute = { old: fleet(1000, 5), candidate: fleet(1000, 12) };
  for (const percent of [5, 49, 51, 95])
    expect(judged(times(30, { ...minute, percent })).findings, `${percent}`).to.deep.equal([]);
  expect(judged(times(30, { ...minute, percent: 50 })).findings.map(({ kind }) => kind)).to.include(
    "slower",
  );
});

it("shares the false alarms out: half for errors, a quarter each for p50 and p90", () => {
  expect([0.5, 1, 5].map((percent) => initialErrors(30, percent).limit)).to.deep.equal([
    400, 200, 40,
  ]);
  expect([0.5, 1, 5].map(decidingAlpha)).to.deep.equal([0.0025, 0.005, 0.025]);
});

it("rolls back for more errors only with 5 of them and 0.1 % more than before", () => {
  const rich = { ...initialErrors(30, 1), cash: 1000 };
  const verdict = (candidate: [number, number], old: [number, number]) =>
    errorVerdict({
      ...rich,
      candidate: { requests: candidate[0], errors: candidate[1] },
      old: { requests: old[0], errors: old[1] },
    });
  expect(verdict([1000, 4], [1000, 0])).to.equal(undefined);
  expect(verdict([1000, 5], [1000, 0])).to.equal("errors");
  expect(verdict([10_000, 10], [10_000, 1])).to.equal(undefined);
  expect(verdict([10_000, 11], [10_000, 1])).to.equal("errors");
  expect(errorVerdict({ ...rich, cash: 199, candidate: { requests: 100, errors: 50 } })).to.equal(
    undefined,
  );
});

it("rolls back a broken candidate after two minutes in a row", () => {
  const state = (minutes: [number, number, number][]) =>
    minutes.reduce(
      (before, [requests, errors, oldErrors]) =>
        addErrors(before, { requests: 100, errors: oldErrors }, { requests, errors }),
      initialErrors(1000, 0.001),
    );
  const broken = (...minutes: [number, number, number][]) =>
    errorVerdict(state(minutes)) === "broken";
  expect(broken([100, 20, 4], [100, 20, 4])).to.equal(true);
  expect(broken([100, 20, 4])).to.equal(false);
  expect(broken([100, 20, 4], [100, 0, 0], [100, 20, 4])).to.equal(false);
  expect(broken([90, 19, 0], [90, 19, 0])).to.equal(false);
  expect(broken([101, 20, 0], [101, 20, 0])).to.equal(false);
  expect(broken([100, 20, 5], [100, 20, 5])).to.equal(false);
});

it("lays 28 bounds from below p10 to above p99, at most a factor of 1.3 apart", () => {
  expectNumber(latencyBounds({ p10: 10, p99: 1000 })[0]!, 5, "lowest");
  const typical = latencyBounds({ p10: 10, p99: 1000 });
  expect(typical).to.have.length(28);
  expectNumber(typical.at(-1)!, 4000, "highest");
  const wide = latencyBounds({ p10: 1, p99: 1e6 });
  expectNumber(wide[1]! / wide[0]!, 1.3, "factor");
  expect(bounds).to.have.length(28);
});

checks.push(...announced);
