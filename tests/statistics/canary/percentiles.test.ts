import { expect } from "chai";
import type { Block, BlockLatencies } from "../../../statistics/canary/block";
import {
  addLatencies,
  beginCanary,
  type CanaryState,
  judge,
  waitingBlocks,
} from "../../../statistics/canary/judge";
import { percentilesOf } from "../../../statistics/canary/quantiles";
import { reportCanary } from "../../../statistics/canary/report";
import { bounds, fleet, rules } from "./minutes";

const { latencyBounds: _, ...plain } = rules;
const requests = 600;

/** Percentiles of a fleet whose requests begin in this bucket. */
const latencies = (from: number) => percentilesOf(bounds, fleet(requests, from).latencyCounts!);
const equal: BlockLatencies = { old: latencies(5), candidate: latencies(5) };
const slower: BlockLatencies = { old: latencies(5), candidate: latencies(8) };

/** So many minutes at 50 %, whose blocks are answered as soon as they are complete. */
function answered(
  minutes: number,
  answer: (block: Block) => BlockLatencies,
  before: CanaryState = beginCanary(plain),
): CanaryState {
  let state = before;
  for (let minute = 100; minute < 100 + minutes; minute++) {
    state = judge(state, { minute, old: { requests }, candidate: { requests } }, 50);
    for (const block of waitingBlocks(state)) state = addLatencies(state, block, answer(block));
  }
  return state;
}

const blocksOf = ({ latency: { p50, p90, p99 } }: CanaryState) =>
  [p50, p90, p99].map(({ sequence }) => sequence.n);

describe("canary statistics: percentiles instead of buckets", () => {
  it("judge as buckets of the same latencies do", () => {
    const [minute, other] = [fleet(requests, 5), fleet(requests, 8)];
    let counted = beginCanary(rules);
    for (let at = 100; at < 109; at++) {
      counted = judge(counted, { minute: at, old: minute, candidate: other }, 50);
    }
    const state = answered(9, () => slower);
    expect(counted.findings).to.have.length(1);
    expect(state.findings).to.deep.equal(counted.findings);
    expect(blocksOf(state).slice(0, 2)).to.deep.equal(blocksOf(counted).slice(0, 2));
    expect(reportCanary(state, true)).to.deep.equal({
      ...reportCanary(counted, true),
      latencyFrom: "percentiles",
    });
  });

  it("find nothing in equal versions", () => {
    const state = answered(18, () => equal);
    expect(state.findings).to.deep.equal([]);
    expect(blocksOf(state)).to.deep.equal([5, 5, 5]);
    expect(reportCanary(state, true).latency.map(({ ratio }) => ratio)).to.deep.equal([1, 1, 1]);
  });

  it("leave out a block of which one fleet has none, or 0: unknown is not fast", () => {
    const missing = (value: number) => ({ p50: value, p90: value, p99: value });
    for (const value of [NaN, 0, Infinity]) {
      for (const lacking of [
        { ...slower, old: missing(value) },
        { ...slower, candidate: missing(value) },
      ]) {
        const state = answered(18, ({ from }) => (from < 109 ? lacking : equal));
        expect(waitingBlocks(state)).to.deep.equal([]);
        expect(blocksOf(state)).to.deep.equal([3, 3, 3]);
        expect(state.findings).to.deep.equal([]);
      }
    }
  });

  it("are as exact as the requests that they are of, which may be fewer than the block's", () => {
    /** How much of a block's variance is chance: 2u / (s0 ^ 2 + 2u), with s0 = 0.06. */
    const chance = (of: number) => {
      const latencies = { ...equal, requests: [3 * of, 3 * of] as const };
      return answered(6, () => latencies).latency.p50.sequence.U;
    };
    const all = answered(6, () => equal).latency.p50.sequence.U;
    expect(chance(requests)).to.equal(all);
    const tenfold = (10 * 0.06 ** 2 * all) / (1 - all);
    expect(chance(requests / 10)).to.be.closeTo(tenfold / (0.06 ** 2 + tenfold), 1e-12);
  });

  it("need only what a statistic is made of", () => {
    const state = answered(6, () => ({ ...equal, candidate: { ...equal.candidate, p99: NaN } }));
    expect(blocksOf(state)).to.deep.equal([1, 0, 0]);
  });

  it("wait for blocks of minutes in which both fleets had requests, and for no others", () => {
    let state = beginCanary(plain);
    const minutes = [{}, { requests: 0 }, { requests }, {}, { requests }, { requests }];
    minutes.forEach((candidate, index) => {
      state = judge(state, { minute: 103 + index, old: { requests }, candidate }, 50);
    });
    // Shares became equal with the first of these, and three minutes settle.
    expect(waitingBlocks(state)).to.deep.equal([]);
    expect(state.latency.p50.open).to.deep.equal({
      ...{ statistic: "p50", from: 107, to: 108, minutes: 2 },
      requests: [2 * requests, 2 * requests],
    });
  });

  it("ask for nothing more once something was found", () => {
    const asked = (minutes: number) => {
      let blocks = 0;
      const { findings } = answered(minutes, () => {
        blocks++;
        return slower;
      });
      return { blocks, findings: findings.length };
    };
    expect(asked(9).findings).to.equal(1);
    expect(asked(30)).to.deep.equal(asked(9));
  });
});
