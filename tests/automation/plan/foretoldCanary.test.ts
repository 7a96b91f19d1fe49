import { expect } from "chai";
import { describePlan } from "../../../automation/commands/plan";
import { foretoldCanary } from "../../../automation/plan/foretoldCanary";
import { planInMarkdown } from "../../../automation/plan/markdown";
import type { CanaryReach } from "../../../automation/world/canaryReach";
import { examplePlan } from "./examplePlan";

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
    const plan = { ...examplePlan, canary: { users: finds } };
    const lines = (text: string) => text.split("\n").filter((line) => /canary:/i.test(line));
    expect(lines(describePlan(plan))).to.deep.equal([`canary: users: finds ${found}`]);
    const comment = planInMarkdown(plan, { users: "users:2" });
    expect(lines(comment)).to.deep.equal([`**Canary:** users: finds ${found}`]);
  });
});
