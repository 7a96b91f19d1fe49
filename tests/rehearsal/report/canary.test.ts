import { expect } from "chai";
import type { Facts } from "../../../rehearsal/report/facts";
import { mayBeChance } from "../../../rehearsal/report/binomial";
import { summary } from "../../../rehearsal/report/summary";
import { problemsOf } from "../../../rehearsal/report/verdict";
import { exampleFacts, withFailures } from "./exampleFacts";

const v1 = exampleFacts().digests.before;
const v2 = exampleFacts().digests.after;
const tally = { requests: 1000, errors: 0 };
const result: Facts["deployer"]["canary"][number] = {
  service: "users",
  percent: 50,
  found: [],
  latencyFrom: "buckets",
  errors: { old: tally, candidate: tally },
  latency: [{ statistic: "p50", ratio: 0.5, low: 0.4, high: 0.6, verdict: "faster" }],
  text: "the text",
};

/** 10 % from second 5 to 15, and 50 % from 15 to 25; each kind of client asks 40 times a second. */
function canary(changes: Partial<Facts> = {}): Facts {
  const facts = exampleFacts();
  const at = (second: number) => facts.traffic.startedMs + second * 1000;
  facts.canary = {
    percents: [10, 50],
    served: [
      { percent: 0, fromMs: 0, toMs: at(5) },
      { percent: 10, fromMs: at(5), toMs: at(15) },
      { percent: 50, fromMs: at(15), toMs: at(25) },
      { percent: 100, fromMs: at(25), toMs: Infinity },
    ],
  };
  facts.deployer.canary = [result];
  const share = (second: number) => (second < 5 ? 0 : second < 15 ? 4 : second < 25 ? 20 : 40);
  facts.traffic.senders = Object.keys(facts.traffic.clients).flatMap((kind) =>
    Array.from({ length: 30 }, (_, second) => [
      { second, kind, service: "users", digest: v1, answers: 40 - share(second), errors: 0 },
      { second, kind, service: "users", digest: v2, answers: share(second), errors: 0 },
    ]).flat(),
  );
  return { ...facts, ...changes };
}

/** Returned for three errors that one kind of client got from the candidate. */
function failing(): Facts {
  const facts = withFailures(canary({ variant: "errors" }), 3);
  const found = ["5xx 3 % (3 of 100 requests), production 0 % (0 of 900 requests)"];
  Object.assign(facts.deployer, { outcome: "rolledBack", canary: [{ ...result, found }] });
  facts.production.digest = v1;
  sentBy(facts, v2, 7).errors = 3;
  for (const failure of facts.traffic.failures) failure.answeredBy = v2;
  return facts;
}

const sentBy = ({ traffic }: Facts, digest: string, second: number) =>
  traffic.senders.find(
    (one) => one.kind === "ttl" && one.digest === digest && one.second === second,
  )!;

describe("the verdict on a release with a canary", () => {
  it("is ok if every kind of client got its shares", () => {
    expect(problemsOf(canary())).to.deep.equal([]);
  });

  it("is ok if what failed is what the rolled-back candidate answered with errors", () => {
    expect(problemsOf(failing())).to.deep.equal([]);
    expect(summary(failing())).to.include(
      "ok: the bad image of users was rejected; of 6,000 requests in 30.5 s (197/s), 3 failed, all of them answered by that image",
    );
  });

  it("is not ok if one kind of client got another share", () => {
    const facts = canary();
    for (const one of facts.traffic.senders) {
      if (one.kind === "forever" && one.second < 15) one.answers = one.digest === v1 ? 40 : 0;
    }
    expect(problemsOf(facts)).to.deep.equal([
      "at 10 %, forever clients got 0 of 400 answers of users from the candidate, which chance does not explain",
    ]);
  });

  it("is not ok if the share at which the candidate was rolled back is another one", () => {
    const facts = failing();
    for (const one of facts.traffic.senders) {
      if (one.kind === "ttl" && one.second >= 15 && one.second < 25) {
        one.answers = one.digest === v2 ? 40 : 0;
      }
    }
    expect(problemsOf(facts)).to.deep.equal([
      "at 50 %, ttl clients got 400 of 400 answers of users from the candidate, which chance does not explain",
    ]);
  });

  for (const [percent, when, second, digest] of [
    [0, "a client reached the candidate before its canary", 3, v2],
    [100, "a client fell back to the old version after the switch", 27, v1],
  ] as const) {
    it(`is not ok if ${when}`, () => {
      const facts = canary();
      sentBy(facts, digest, second).answers++;
      const candidate = percent === 0 ? 1 : 200;
      expect(problemsOf(facts)).to.deep.equal([
        `at ${percent} %, ttl clients got ${candidate} of 201 answers of users from the candidate, which chance does not explain`,
      ]);
    });
  }

  it("is not ok if a share has never served", () => {
    const facts = canary();
    facts.canary!.served.splice(2, 1);
    expect(problemsOf(facts)).to.deep.equal(["the candidate of users never got its share of 50 %"]);
  });

  const first = "the first: 2026-01-02T03:04:23.000Z users /version at 10.0.0.1, status: 503 no";
  for (const [who, digest] of [
    ["a load balancer", null],
    ["the old version", v1],
  ] as const) {
    it(`is not ok if ${who} answered with one of the errors`, () => {
      const facts = failing();
      sentBy(facts, v2, 7).errors = 2;
      facts.traffic.senders.push({ ...sentBy(facts, v1, 7), digest, answers: 1, errors: 1 });
      facts.traffic.failures[0]!.answeredBy = digest ?? "nobody";
      expect(problemsOf(facts)).to.deep.equal([
        `1 of 2,280 requests of ttl clients failed, ${first} healthy target`,
      ]);
    });
  }

  it("is not ok if an image that should not fail answers with errors", () => {
    const facts = { ...failing(), variant: "slow" as const };
    expect(problemsOf(facts)).to.deep.equal([
      `3 of 2,280 requests of ttl clients failed, ${first} healthy target`,
      "the canary did not find what is wrong with the image: the text",
    ]);
  });

  it("is not ok if the canary says nothing of what is different", () => {
    const latency = [{ ...result.latency[0]!, verdict: "noDifference" as const }];
    const fast = canary({ variant: "fast" });
    expect(problemsOf(fast)).to.deep.equal([]);
    fast.deployer.canary = [{ ...result, latency }];
    const unsaid = ["the canary did not report that users is faster: the text"];
    expect(problemsOf(fast)).to.deep.equal(unsaid);
    const bad = failing();
    bad.deployer.canary = [];
    const unseen = ["the canary did not find what is wrong with the image: nothing"];
    expect(problemsOf(bad)).to.deep.equal(unseen);
    bad.deployer.reasons = ["alarm users-green-errors went into ALARM: 1 datapoint [5.7]"];
    expect(problemsOf(bad)).to.deep.equal([]);
  });

  it("is not ok if a failing candidate was rolled back before it had failed anything", () => {
    const facts = failing();
    sentBy(facts, v2, 7).errors = 0;
    facts.traffic.failed = 0;
    facts.traffic.failures = [];
    facts.traffic.clients.ttl!.failed = 0;
    expect(problemsOf(facts)).to.deep.equal([
      "the candidate was rolled back before it had answered anything with an error",
    ]);
  });
});

describe("the bounds of chance", () => {
  it("hold what a binomial count can be, with exact tails", () => {
    // 0.9 ^ 174 = 1.09e-8, 0.9 ^ 175 = 9.8e-9
    expect(mayBeChance(0, 174, 0.1)).to.equal(true);
    expect(mayBeChance(0, 175, 0.1)).to.equal(false);
    // 0.1 ^ 8 = 1e-8 exactly on the limit; one more is beyond it.
    expect(mayBeChance(7, 7, 0.1)).to.equal(true);
    expect(mayBeChance(9, 9, 0.1)).to.equal(false);
    expect(mayBeChance(500, 1000, 0.5)).to.equal(true);
    expect(mayBeChance(600, 1000, 0.5)).to.equal(false);
    expect(mayBeChance(0, 0, 0.5)).to.equal(true);
  });

  it("hold where the first terms are too small for a number", () => {
    expect(mayBeChance(10_000, 20_000, 0.5)).to.equal(true);
    expect(mayBeChance(9000, 20_000, 0.5)).to.equal(false);
    expect(mayBeChance(11_000, 20_000, 0.5)).to.equal(false);
  });

  it("leave nothing to chance at 0 % and 100 %", () => {
    expect([mayBeChance(5, 5, 1), mayBeChance(4, 5, 1)]).to.deep.equal([true, false]);
  });
});
