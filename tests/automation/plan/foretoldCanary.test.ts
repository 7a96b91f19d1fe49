import { expect } from "chai";
import { describePlan } from "../../../automation/commands/plan";
import { foretoldCanary } from "../../../automation/plan/foretoldCanary";
import { planInMarkdown } from "../../../automation/plan/markdown";
import type { Plan } from "../../../automation/plan/plan";
import type { CanaryReach } from "../../../automation/world/canaryReach";

const finds: CanaryReach = {
  slower: [
    { ratio: 1.5, minutes: 18 },
    { ratio: 2, minutes: 12 },
  ],
  latency: "judged",
  latencyFrom: "buckets",
  errors: [{ from: 0.001, to: 0.05, minutes: 9 }],
  errorRates: "judged",
  requests: 6300,
  silencePercent: 0,
};
const tooQuiet: CanaryReach = {
  ...{ ...finds, slower: [], latency: "tooFewRequests" },
  ...{ errors: [], errorRates: "tooFewRequests" },
};
const found =
  "1.5x slower in about 18 minutes at 50 %, 2x in 12 (latency from bucket counts); errors 0.1 % -> 5 % in 9";
const lacking = "not enough traffic to judge latency; not enough traffic or time to judge errors";
const instead = "`compare` is the better tool";

describe("what a plan says of a canary", () => {
  it("is what it can find, or that `compare` is the better tool", () => {
    const canaries = { users: finds, search: tooQuiet, orders: { ...finds, requests: 19 } };
    expect(foretoldCanary({ ...canaries, quiet: null })).to.deep.equal([
      `users: finds ${found}`,
      `search: ${lacking}; ${instead}`,
      `orders: finds ${found}; ${instead}`,
      `quiet: production has had no requests in the last hour; ${instead}`,
    ]);
  });

  it("is said to people and in a pull request", () => {
    const unpriced = { awaitsApproval: false, usd: null, prices: null };
    const plan: Plan = {
      ...{ stack: "dev", steps: [], ups: [], settings: {}, sizes: {}, longRequests: {} },
      ...{
        windows: null,
        blockers: [],
        rests: [],
        drainSeconds: 80,
        maxQuietSeconds: 300,
        lateAlarm: null,
      },
      overlap: { tasks: 0, seconds: { low: 0, high: 0 }, ...unpriced },
      canary: { users: finds },
    };
    expect(describePlan(plan).split("\n").at(-2)).to.equal(`canary: users: finds ${found}`);
    const comment = planInMarkdown(plan, { users: "users:2" });
    expect(comment.split("\n").at(-3)).to.equal(`**Canary:** users: finds ${found}`);
  });
});
