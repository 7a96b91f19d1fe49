import { expect } from "chai";
import { toShapesDocument } from "../../../rehearsal/report/shapes/document";
import type { ShapesFacts } from "../../../rehearsal/report/shapes/facts";
import { shapesSummary } from "../../../rehearsal/report/shapes/summary";
import { shapesProblems } from "../../../rehearsal/report/shapes/verdict";
import { goldenIn } from "../../support/golden";
import { exampleFacts, withFailures, withLongRequests } from "./exampleFacts";

const expectGolden = goldenIn(__dirname);
const [v1, v2] = ["1", "2"].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];

/** A release of v2, and one that is rolled back to it. */
function example(): ShapesFacts {
  const { traffic, deployer } = withLongRequests(exampleFacts());
  traffic.clients["grpc-watch"] = structuredClone(traffic.clients["events"]!);
  const at = (second: number) => traffic.startedMs + second * 1000;
  const wanted = { users: v2, matching: v1 };
  const rolledBack = { ...deployer, outcome: "rolledBack", reasons: ["a hook failed"] };
  traffic.senders = [5, 19, 20, 29].flatMap((second) =>
    Object.entries({ users: second < 10 ? v1 : v2, matching: v1 }).map(([service, digest]) => ({
      ...{ second, kind: "ttl", service, digest, answers: 10, errors: 0 },
    })),
  );
  const done = { result: deployer, exitCode: 0, exited: 0, wanted };
  const back = { result: rolledBack, exitCode: 3, exited: 3, wanted };
  return {
    traffic,
    acts: [
      { name: "release of v2", startedMs: at(2), endedMs: at(18), ...done },
      { name: "release of v3", startedMs: at(21.5), endedMs: at(28), ...back },
    ],
    sidecar: {
      ...{ service: "matching", sidecar: "otel", target: "10.0.0.7:8080" },
      ...{ targetGroups: 2, left: 0, replaced: true },
    },
  };
}

const troubles: [what: string, change: (facts: ShapesFacts) => void, problem: RegExp][] = [
  [
    "a release that ended in another way",
    ({ acts }) => (acts[1]!.exited = 4),
    /^release of v3: exited with 4, expected 3: a hook failed$/,
  ],
  [
    "failed requests",
    ({ traffic }) => withFailures({ ...exampleFacts(), traffic }),
    /^3 of 2,280 requests of ttl clients failed/,
  ],
  [
    "a kind of client that sent nothing",
    ({ traffic }) => (traffic.clients["overstay"]!.requests = 0),
    /^overstay clients sent no requests$/,
  ],
  [
    "a service that got no requests",
    ({ traffic }) => (traffic.services["matching"]!.requests = 0),
    /^no requests for matching were sent$/,
  ],
  [
    "a client that stays where nothing serves, after a release",
    ({ traffic }) => (traffic.senders.find(({ second }) => second === 20)!.digest = v1),
    /^release of v2: ttl clients of users are answered by sha256:111111111111 afterwards$/,
  ],
  [
    "a service that answered nobody after a release",
    ({ traffic }) => (traffic.senders.at(-1)!.digest = null),
    /^release of v3: nobody was seen to reach matching afterwards$/,
  ],
  [
    "streams that no stop ended",
    ({ traffic }) => (traffic.clients["grpc-watch"]!.closedByStop = 0),
    /^no stream of grpc-watch clients was open when its fleet stopped$/,
  ],
  [
    "a task that was at one load balancer only",
    ({ sidecar }) => (sidecar.targetGroups = 1),
    /^a task of matching whose sidecar otel died was in 1 target groups, expected 2$/,
  ],
  [
    "a task that still gets requests without its sidecar",
    ({ sidecar }) => Object.assign(sidecar, { left: 2, replaced: false }),
    /^a task of matching whose sidecar otel died is still in 2 of 2 target groups$/,
  ],
  [
    "a task that was not replaced",
    ({ sidecar }) => (sidecar.replaced = false),
    /^a task of matching whose sidecar otel died was not replaced$/,
  ],
];

describe("the verdict on a rehearsal of shapes", () => {
  it("finds nothing wrong if everything went as expected", () => {
    expect(shapesProblems(example())).to.deep.equal([]);
  });

  for (const [what, change, problem] of troubles) {
    it(`finds ${what}, and nothing else`, () => {
      const facts = example();
      change(facts);
      const problems = shapesProblems(facts);
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(problem);
    });
  }
});

describe("the report of a rehearsal of shapes", () => {
  it("counts by kind of client, streams that ended with their fleet apart", () => {
    const document = toShapesDocument(example());
    expect(document).to.deep.include({ ok: true, outcome: "done", failed: 0, problems: [] });
    expect(document.clients["grpc-watch"]).to.deep.equal({
      ...{ requests: 2, failed: 0, closedByStop: 1 },
    });
    expect(document.releases.map(({ name, exitCode }) => [name, exitCode])).to.deep.equal([
      ["release of v2", 0],
      ["release of v3", 3],
    ]);
  });

  it("describes releases that no client noticed", () => {
    expectGolden("shapes-ok.txt", shapesSummary(example()));
  });
});
