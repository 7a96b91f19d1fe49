import { expect } from "chai";
import type { Facts } from "../../../rehearsal/report/facts";
import { toDocument } from "../../../rehearsal/report/document";
import { problemsOf } from "../../../rehearsal/report/verdict";
import { exampleFacts, withFailures, withLongRequests } from "./exampleFacts";

/** A bad image that was rejected as it should be. */
function refused(): Facts {
  const facts = exampleFacts();
  facts.variant = "bad-tests";
  facts.deployer = { ...facts.deployer, ok: false, outcome: "rolledBack", reasons: ["a check"] };
  facts.production.digest = facts.digests.before;
  facts.traffic.services.users!.versions.pop();
  return facts;
}

describe("the verdict on a rehearsal", () => {
  it("is ok for a release without a failure, and for a bad image that was rejected", () => {
    expect(problemsOf(exampleFacts())).to.deep.equal([]);
    expect(problemsOf(withLongRequests(exampleFacts()))).to.deep.equal([]);
    expect(problemsOf({ ...exampleFacts(), variant: "slow-start" })).to.deep.equal([]);
    expect(problemsOf({ ...exampleFacts(), variant: "fast" })).to.deep.equal([]);
    expect(problemsOf(refused())).to.deep.equal([]);
    expect(problemsOf({ ...refused(), variant: "bad-health" })).to.deep.equal([]);
    expect(problemsOf({ ...refused(), variant: "slow" })).to.deep.equal([]);
    expect(problemsOf({ ...refused(), variant: "differs" })).to.deep.equal([]);
  });

  const v1 = `sha256:${"1".repeat(64)}`;
  const v2 = `sha256:${"2".repeat(64)}`;
  const broken: [string, Facts, (facts: Facts) => unknown, string[]][] = [
    [
      "one failed request",
      exampleFacts(),
      (facts) => withFailures(facts, 1),
      [
        "1 of 2,280 requests of ttl clients failed, the first: 2026-01-02T03:04:23.000Z users /version at 10.0.0.1, status: 503 no healthy target",
      ],
    ],
    [
      "a kind of client that sent nothing",
      exampleFacts(),
      (facts) => (facts.traffic.clients.fresh!.requests = 0),
      ["no requests of fresh clients were sent"],
    ],
    [
      "a stream that was not open until the stop",
      withLongRequests(exampleFacts()),
      (facts) => (facts.traffic.clients["events"]!.closedByStop = 0),
      ["no events client was open until its fleet stopped"],
    ],
    [
      "a release that was rolled back",
      exampleFacts(),
      (facts) => Object.assign(facts.deployer, { outcome: "rolledBack", reasons: ["late", "ill"] }),
      ["the release ended in rolledBack, expected done: late; ill"],
    ],
    [
      "the old digest in production",
      exampleFacts(),
      (facts) => (facts.production.digest = v1),
      [`production of users is served by ${v1}, expected ${v2}`],
    ],
    [
      "name servers that disagree",
      exampleFacts(),
      (facts) => facts.production.problems.push("ns-1 answers 10.0.0.1"),
      ["ns-1 answers 10.0.0.1"],
    ],
    [
      "an old fleet that is still running",
      exampleFacts(),
      (facts) => (facts.tasksLeft = 2),
      ["the old fleet of users should have stopped but is running 2 tasks"],
    ],
    [
      "a new version that no client saw",
      exampleFacts(),
      (facts) => facts.traffic.services.users!.versions.pop(),
      ["the new version never answered a client"],
    ],
    [
      "a version that nobody released",
      exampleFacts(),
      (facts) => (facts.traffic.services.users!.versions[0]!.digest = "sha256:x"),
      ["clients got answers from unknown versions: sha256:x"],
    ],
    [
      "another service that changed",
      exampleFacts(),
      ({ traffic: { services } }) => services.matching!.versions.push(services.users!.versions[1]!),
      [`matching was not released, but it answered as v1 (${v1}), v2 (${v2})`],
    ],
    [
      "another service that never answered",
      exampleFacts(),
      (facts) => (facts.traffic.services.matching!.versions = []),
      ["matching was not released, but it answered as nothing"],
    ],
    [
      "a bad image that was released",
      refused(),
      (facts) => (facts.deployer.outcome = "done"),
      ["the release ended in done, expected rolledBack: a check"],
    ],
    [
      "a bad image that answered clients",
      refused(),
      ({ traffic: { services } }) =>
        services.users!.versions.push({ ...services.users!.versions[0]!, digest: v2 }),
      ["clients got answers from a version that should not have gone live"],
    ],
    [
      "a candidate that is still running",
      refused(),
      (facts) => (facts.tasksLeft = 1),
      ["the candidate of users should have stopped but is running 1 task"],
    ],
  ];
  for (const [what, facts, breakIt, problems] of broken) {
    it(`is not ok for ${what}`, () => {
      breakIt(facts);
      expect(problemsOf(facts)).to.deep.equal(problems);
      expect(toDocument(facts)).to.deep.include({ ok: false, problems });
    });
  }
});

describe("the document of a rehearsal", () => {
  it("has exactly these members", () => {
    const facts = withLongRequests(exampleFacts());
    const { deployer, traffic } = facts;
    expect(toDocument(facts)).to.deep.equal({
      ok: true,
      outcome: "done",
      requests: 6044,
      failed: 0,
      closedByStop: 2,
      finishedAfterStop: 3,
      skipped: 0,
      clients: {
        fresh: { requests: 120, failed: 0, closedByStop: 0 },
        ttl: { requests: 2280, failed: 0, closedByStop: 0 },
        keepalive: { requests: 1800, failed: 0, closedByStop: 0 },
        overstay: { requests: 900, failed: 0, closedByStop: 0 },
        forever: { requests: 900, failed: 0, closedByStop: 0 },
        upload: { requests: 20, failed: 0, closedByStop: 0 },
        response: { requests: 20, failed: 0, closedByStop: 0 },
        events: { requests: 2, failed: 0, closedByStop: 1 },
        websocket: { requests: 2, failed: 0, closedByStop: 1 },
      },
      services: traffic.services,
      steps: deployer.steps,
      upSeconds: [5.9, 5.8, 6.1],
      drainSeconds: 7.25,
      mixedVersionSeconds: 4.98,
      digest: v2Digest,
      retriedOnClosedConnection: 0,
      problems: [],
      failures: [],
    });
  });
  const v2Digest = `sha256:${"2".repeat(64)}`;
});
