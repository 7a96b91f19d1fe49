import { expect } from "chai";
import { observationOf, type Statistic } from "../../../statistics/canary/block";
import {
  addErrors,
  errorVerdict,
  initialErrors,
  wealth,
} from "../../../statistics/canary/errorRule";
import { logQuantile } from "../../../statistics/canary/quantiles";
import { gainedAfter, smallestRatio } from "../../../statistics/canary/reach";
import { ratioAtEnd, studentT } from "../../../statistics/canary/report";
import {
  addBlock,
  center,
  emptySequence,
  halfWidth,
  residual,
} from "../../../statistics/canary/sequence";
import { logLimit, ratioAnyTime, slowerThanAllowed } from "../../../statistics/canary/slowdown";
import vectors from "./vectors.json";

const rules = { falseAlarmPercent: 1, maxSlowdown: 1.1 };

/** Six digits after the point of small numbers, six digits of large ones. */
function expectNumber(found: number, expected: number | string, what: string): void {
  if (expected === "Infinity") return expect(found, what).to.equal(Infinity) && undefined;
  const wanted = Number(expected);
  expect(found, what).to.be.closeTo(wanted, 1e-6 * Math.max(1, Math.abs(wanted)));
}

describe("canary statistics: the test vectors", () => {
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
        A.forEach((bet, j) =>
          expect(state.bets[j]! / bet, `${at}, bet ${j}`).to.be.closeTo(1, 1e-6),
        );
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
    for (const { minutes, perFleetPerMin, sigma, half, most } of vectors.planLatency) {
      const found = smallestRatio({ minutes, perFleet: perFleetPerMin, sigma }, rules);
      if (half === null) expect(found).to.equal(undefined);
      else {
        expectNumber(found!.half, half, "half");
        expectNumber(found!.most, most, "most");
      }
    }
  });

  it("uses the limit, the allowance and the t quantiles of the specification", () => {
    expectNumber(logLimit(1.1), vectors.conventions.returnLimit, "limit");
    expectNumber(logLimit(1), vectors.conventions.hostAllowance_ln, "hosts");
    for (const { df, t } of vectors.tq97) expectNumber(studentT(df), t, `${df}`);
  });
});
