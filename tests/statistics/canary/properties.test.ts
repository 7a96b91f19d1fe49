import { expect } from "chai";
import fc from "fast-check";
import { observationOf, type BlockLatencies } from "../../../statistics/canary/block";
import { addErrors, initialErrors, wealth } from "../../../statistics/canary/errorRule";
import { beginCanary, type CanaryState } from "../../../statistics/canary/judge";
import { logQuantile } from "../../../statistics/canary/quantiles";
import { smallestRatio } from "../../../statistics/canary/reach";
import { addBlock, emptySequence, halfWidth, residual } from "../../../statistics/canary/sequence";
import { slowerThanAllowed } from "../../../statistics/canary/slowdown";
import {
  generalizedLeastSquares,
  halfWidthByBets,
  quantileOfRequests,
  wealthByDeposits,
} from "./independent";
import { fleet, judged, rules } from "./minutes";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const observations = fc.array(fc.record({ x: number(-1, 1), u: number(1e-5, 0.1) }), {
  minLength: 1,
  maxLength: 12,
});
const fleetErrors = fc.tuple(fc.integer({ min: 0, max: 3000 }), number(0, 0.2));
const errorMinutes = fc.array(
  fc.tuple(fleetErrors, fleetErrors).map(([[n0, p0], [n1, p1]]) => ({
    n: [n0, n1] as const,
    e: [Math.round(n0 * p0), Math.round(n1 * p1)] as const,
  })),
  { minLength: 1, maxLength: 15 },
);
const latencies = fc
  .tuple(number(1, 1000), number(1, 5), number(1, 5))
  .map(([p50, toP90, toP99]) => ({ p50, p90: p50 * toP90, p99: p50 * toP90 * toP99 }));
const counts = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 })
  .filter((all) => all.some((count) => count > 0));
const logBounds = [0, 0.3, 0.5, 1.1, 1.2];
const relative = (found: number, expected: number) =>
  expect(found).to.be.closeTo(expected, 1e-6 * Math.max(1, Math.abs(expected)));
const sequenceOf = (blocks: readonly { x: number; u: number }[]) =>
  blocks.reduce(addBlock, emptySequence);

describe("canary statistics: an independent implementation", () => {
  it("agrees about the sums over blocks, by generalized least squares", () => {
    fc.assert(
      fc.property(observations, (blocks) => {
        const { M, S, Q } = sequenceOf(blocks);
        const expected = generalizedLeastSquares(
          blocks.map(({ x }) => x),
          blocks.map(({ u }) => 0.0036 + 2 * u),
        );
        relative(M, expected.M);
        relative(S, expected.S);
        relative(Q, expected.Q);
      }),
    );
  });

  it("agrees about the interval, by betting against every effect", () => {
    fc.assert(
      fc.property(observations, fc.constantFrom(0.05, 0.005, 0.0005), (blocks, alpha) => {
        const sequence = sequenceOf(blocks);
        const summary = { ...sequence, R: residual(sequence) };
        const found = halfWidth(summary, alpha);
        // Wider than e^50, they differ in whether that is infinite.
        if (found < 50) relative(found, halfWidthByBets(summary, alpha));
        else expect(halfWidthByBets(summary, alpha)).to.be.above(50);
      }),
    );
  });

  it("agrees about the wealth of the error rule, deposit by deposit", () => {
    fc.assert(
      fc.property(errorMinutes, fc.integer({ min: 1, max: 40 }), (minutes, planned) => {
        const state = minutes.reduce(
          (before, { n, e }) =>
            addErrors(before, { requests: n[0], errors: e[0] }, { requests: n[1], errors: e[1] }),
          initialErrors(planned, 1),
        );
        relative(wealth(state) / wealthByDeposits(minutes, planned), 1);
      }),
    );
  });

  it("agrees about quantiles, request by request", () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(0.05, 0.5, 0.9, 0.99), (all, part) => {
        const found = logQuantile(logBounds, all, part);
        // One of 200 places in a bucket, or the edge of an empty one.
        expect(found).to.be.closeTo(quantileOfRequests(logBounds, all, part), 0.6 / 200 + 1e-9);
      }),
    );
  });
});

describe("canary statistics: properties", () => {
  it("do not depend on the unit of latencies", () => {
    const scaled = ({ p50, p90, p99 }: BlockLatencies["old"], factor: number) => ({
      p50: p50 * factor,
      p90: p90 * factor,
      p99: p99 * factor,
    });
    fc.assert(
      fc.property(latencies, latencies, number(0.001, 1000), (old, candidate, factor) => {
        const block = { statistic: "p90", requests: [300, 400] } as const;
        const before = observationOf(block, { old, candidate })!;
        const after = observationOf(block, {
          old: scaled(old, factor),
          candidate: scaled(candidate, factor),
        })!;
        relative(after.x, before.x);
        relative(after.u, before.u);
      }),
    );
  });

  it("mirror: exchanged fleets give the inverse ratio, equally certain", () => {
    fc.assert(
      fc.property(latencies, latencies, (old, candidate) => {
        const one = observationOf({ statistic: "p50", requests: [300, 400] }, { old, candidate })!;
        const other = observationOf(
          { statistic: "p50", requests: [400, 300] },
          { old: candidate, candidate: old },
        )!;
        relative(other.x, -one.x);
        relative(other.u, one.u);
      }),
    );
  });

  it("are no less certain of a version that is slower by the same factor in each block", () => {
    fc.assert(
      fc.property(observations, number(0, 2), (blocks, shift) => {
        const limits = { falseAlarmPercent: 1, maxSlowdown: 1.1 };
        const found = slowerThanAllowed(sequenceOf(blocks), limits);
        const shifted = blocks.map(({ x, u }) => ({ x: x + shift, u }));
        const slower = slowerThanAllowed(sequenceOf(shifted), limits);
        if (found) relative(Math.log(slower!.low), Math.log(found.low) + shift);
      }),
    );
  });

  it("return no more when fewer false alarms or a larger slowdown are allowed", () => {
    fc.assert(
      fc.property(observations, (blocks) => {
        const sequence = sequenceOf(blocks);
        const returned = (falseAlarmPercent: number, maxSlowdown: number) =>
          slowerThanAllowed(sequence, { falseAlarmPercent, maxSlowdown }) !== undefined;
        if (returned(0.5, 1.1)) expect(returned(1, 1.1)).to.equal(true);
        if (returned(1, 1.2)) expect(returned(1, 1.1)).to.equal(true);
      }),
    );
  });

  it("order quantiles, and keep them within the buckets that have requests", () => {
    fc.assert(
      fc.property(counts, number(0.01, 0.99), number(0.01, 0.99), (all, one, other) => {
        const at = (part: number) => logQuantile(logBounds, all, part);
        expect(at(Math.min(one, other))).to.be.at.most(at(Math.max(one, other)));
        expect(at(one)).to.be.within(-0.3, 1.3);
      }),
    );
  });

  it("announce no larger a ratio for more minutes", () => {
    const half = (minutes: number, perFleet: number) =>
      smallestRatio({ minutes, perFleet, sigma: 1.15 }, rules)?.half ?? Infinity;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), number(7, 5000), (minutes, perFleet) => {
        expect(half(minutes + 1, perFleet)).to.be.at.most(half(minutes, perFleet));
      }),
    );
  });

  it("leave the state they are given as it was", () => {
    const begun = deepFrozen(beginCanary(rules));
    const minute = { percent: 50, old: fleet(600, 5, 1), candidate: fleet(600, 5, 2) };
    let state: CanaryState = begun;
    for (let first = 0; first < 8; first++) state = deepFrozen(judged([minute], state, first));
    expect(state.latency.p50.sequence.n).to.equal(1);
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFrozen);
    Object.freeze(value);
  }
  return value;
}
