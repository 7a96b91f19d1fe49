import { expect } from "chai";
import {
  addLatencies,
  beginCanary,
  type CanaryState,
  judge,
  waitingBlocks,
} from "../../../statistics/canary/judge";
import { reportCanary } from "../../../statistics/canary/report";
import { fleet, judged, rules, times } from "./minutes";

const equal = { percent: 50, old: fleet(1000, 5), candidate: fleet(1000, 5) };
const slow = { ...equal, candidate: fleet(1000, 8) };
const blocksOf = ({ latency }: CanaryState) => latency.p50.sequence.n;

describe("canary statistics: judging minute by minute", () => {
  it("finds nothing in equal versions, and shows no difference", () => {
    const state = judged([...times(10, { ...equal, percent: 5 }), ...times(20, equal)]);
    expect(state.findings).to.deep.equal([]);
    expect(blocksOf(state)).to.equal(5);
    const { latency } = reportCanary(state, true);
    expect(
      latency.map(({ statistic, ratio, verdict }) => [statistic, ratio, verdict]),
    ).to.deep.equal(["p50", "p90", "p99"].map((statistic) => [statistic, 1, "noDifference"]));
  });

  it("rolls back a candidate that is 2.2 times as slow after two blocks, and then changes nothing", () => {
    const before = judged([...times(10, { ...equal, percent: 5 }), ...times(8, slow)]);
    expect(before.findings).to.deep.equal([]);
    const found = judge(before, { minute: 118, ...slow }, 50);
    expect(found.findings.map((one) => one.kind === "slower" && one.statistic)).to.deep.equal([
      "p50",
      "p90",
    ]);
    expect(found.findings[0]).to.deep.include({ kind: "slower", statistic: "p50" });
    expect((found.findings[0] as { ratio: number }).ratio).to.be.closeTo(1.3 ** 3, 1e-9);
    expect(judge(found, { minute: 119, ...equal }, 50)).to.equal(found);
  });

  it("keeps one account of errors across changes of the share", () => {
    const failing = (percent: number) => ({
      percent,
      old: fleet(1000 - 10 * percent, 5, 1),
      candidate: fleet(10 * percent, 5, percent / 5),
    });
    const state = judged([...times(3, failing(5)), ...times(2, failing(50))]);
    expect(state.errors.candidate).to.deep.equal({ requests: 1150, errors: 23 });
    expect(state.errors.old).to.deep.equal({ requests: 3850, errors: 5 });
  });

  it("says with which figures errors decided", () => {
    const state = judged(
      times(10, { percent: 5, old: fleet(950, 5, 1), candidate: fleet(50, 5, 3) }),
    );
    expect(state.findings).to.deep.equal([
      {
        kind: "errors",
        old: { requests: 3800, errors: 4 },
        candidate: { requests: 200, errors: 12 },
      },
    ]);
    const broken = judged(
      times(2, { percent: 5, old: fleet(950, 5), candidate: fleet(50, 5, 40) }),
    );
    expect(broken.findings).to.deep.equal([
      {
        kind: "broken",
        old: { requests: 950, errors: 0 },
        candidate: { requests: 50, errors: 40 },
      },
    ]);
  });

  it("begins a new block and settles again when shares were unequal in between", () => {
    const state = judged([...times(8, equal), { ...equal, percent: 5 }, ...times(5, equal)]);
    expect(blocksOf(state)).to.equal(1);
    expect(state.latency.p50.open).to.include({ from: 112, to: 113, minutes: 2 });
    expect(blocksOf(judged([equal], state, 114))).to.equal(2);
  });

  it("counts settling by the clock, not by the minutes that have data", () => {
    const begun = judged([equal]);
    expect(judged([equal], begun, 103).latency.p50.open).to.include({ from: 103, minutes: 1 });
    expect(judged([equal], begun, 102).latency.p50.open).to.equal(undefined);
  });

  it("takes missing for unknown, and missing errors for none where requests are known", () => {
    const without = { requests: 1000 };
    const open = (minute: Partial<typeof equal> | { candidate: object }) =>
      judged([...times(4, equal), { ...equal, ...minute }]).latency.p50.open!;
    expect(open({}).minutes).to.equal(2);
    expect(open({ candidate: without }).minutes).to.equal(1);
    expect(open({ candidate: {} }).minutes).to.equal(1);
    // Nobody asked, and that is known.
    expect(open({ candidate: { requests: 0 } })).to.include({ minutes: 2 });
    expect(open({ candidate: { requests: 0 } }).requests).to.deep.equal([2000, 1000]);
    const { errors } = judged([{ percent: 5, old: { errors: 7 }, candidate: without }]);
    expect([errors.old, errors.candidate]).to.deep.equal([
      { requests: 0, errors: 0 },
      { requests: 1000, errors: 0 },
    ]);
  });

  it("asks for percentiles of whole blocks where metrics have no buckets", () => {
    const { latencyBounds: _, ...plain } = rules;
    const minute = { percent: 50, old: { requests: 10 }, candidate: { requests: 12 } };
    const state = judged(times(8, minute), beginCanary(plain));
    const [p50, p90, ...others] = waitingBlocks(state);
    expect(others).to.deep.equal([]);
    expect(p50).to.deep.equal({
      statistic: "p50",
      from: 103,
      to: 105,
      minutes: 3,
      requests: [30, 36],
    });
    expect(p90).to.include({ statistic: "p90", from: 103, to: 107, minutes: 5 });
    const latencies = {
      old: { p50: 10, p90: 40, p99: 100 },
      candidate: { p50: 12, p90: 44, p99: 100 },
    };
    const answered = addLatencies(addLatencies(state, p50!, latencies), p90!, latencies);
    expect(waitingBlocks(answered)).to.deep.equal([]);
    expect(
      [answered.latency.p50, answered.latency.p90].map(({ sequence }) => sequence.n),
    ).to.deep.equal([1, 1]);
    expect(
      blocksOf(addLatencies(state, p50!, { ...latencies, old: { p50: 0, p90: 1, p99: 1 } })),
    ).to.equal(0);
  });

  it("widens the interval of a canary that did not run as planned, and needs 4 blocks for p99", () => {
    const state = judged(times(15, equal));
    const width = (asPlanned: boolean) => reportCanary(state, asPlanned).latency[0]!.high;
    expect(blocksOf(state)).to.equal(4);
    expect(width(false)).to.be.above(width(true));
    const shorter = reportCanary(judged(times(12, equal)), false).latency;
    expect(shorter.map(({ statistic }) => statistic)).to.deep.equal(["p50", "p90"]);
    expect(reportCanary(judged(times(12, equal)), true).latency).to.deep.equal([]);
  });
});
