import { expect } from "chai";
import { reachOf } from "../../../statistics/canary/reach";
import { rules } from "./minutes";

/** What is said of a canary beforehand; a part of `checks`. */
export const announced: { name: string; check: () => void }[] = [];
const it = (name: string, check: () => void) => announced.push({ name, check });

it("says in advance what a canary finds, and when", () => {
  const traffic = { requestsPerMinute: 6000, p50: 30, p90: 130, errorShare: 0.001 };
  expect(reachOf(traffic, rules)).to.deep.equal({
    slower: [
      { ratio: 1.5, minutes: 18 },
      { ratio: 2, minutes: 12 },
    ],
    latency: "judged",
    latencyFrom: "buckets",
    errors: [
      { from: 0.001, to: 0.01, minutes: 9 },
      { from: 0.001, to: 0.05, minutes: 8 },
      { from: 0.001, to: 0.2, minutes: 8 },
    ],
    errorRates: "judged",
  });
  const longer = { ...rules, steps: [{ percent: 50, minutes: 60 }] };
  expect(reachOf(traffic, longer).slower[0]).to.deep.equal({ ratio: 1.25, minutes: 60 });
  // The smallest ratio in 20 minutes is 2.04 with 65 requests a minute and 1.99 with 70.
  const latency = (requestsPerMinute: number) =>
    reachOf({ ...traffic, requestsPerMinute }, rules).latency;
  expect([65, 70].map(latency)).to.deep.equal(["tooFewRequests", "judged"]);
});

it("announces larger slowdowns where a larger `maxSlowdown` allows the others", () => {
  const traffic = { requestsPerMinute: 6000, p50: 30, p90: 130, errorShare: 0.001 };
  const found = (maxSlowdown: number) =>
    reachOf(traffic, { ...rules, maxSlowdown, steps: [{ percent: 50, minutes: 60 }] }).slower;
  expect(found(1.05).map(({ ratio }) => ratio)).to.deep.equal([1.25, 1.5, 2]);
  expect(found(3)).to.deep.equal([
    { ratio: 3.5, minutes: 42 },
    { ratio: 4, minutes: 18 },
    { ratio: 5.5, minutes: 12 },
  ]);
});

it("blames the minutes, not the traffic, where no traffic would be enough", () => {
  const latency = (minutes: number, requestsPerMinute: number) =>
    reachOf(
      { requestsPerMinute, p50: 30, p90: 130, errorShare: 0.001 },
      { ...rules, steps: [{ percent: 50, minutes }] },
    ).latency;
  expect([latency(11, 6000), latency(11, 6)]).to.deep.equal(["tooFewMinutes", "tooFewMinutes"]);
  expect([latency(12, 6000), latency(12, 6)]).to.deep.equal(["judged", "tooFewRequests"]);
});
