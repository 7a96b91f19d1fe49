import { expect } from "chai";
import { type End, endOf, type Observed, problemsOf } from "../../../rehearsal/crash/row";
import { exampleFacts, withFailures } from "../report/exampleFacts";
import { observed } from "./exampleRow";

const { before, after } = exampleFacts().digests;
const failing = () => withFailures(exampleFacts()).traffic;
const answeredBy = (service: string, digest: string) => {
  const { traffic } = exampleFacts();
  const [first] = traffic.services[service]!.versions;
  traffic.services[service]!.versions.push({ ...first!, digest });
  return traffic;
};
const without = (kind: string) => {
  const { traffic } = exampleFacts();
  traffic.clients[kind]!.requests = 0;
  return traffic;
};

describe("a row of the matrix", () => {
  it("is fine if it is done on the new digest or rolled back on the old one", () => {
    expect(problemsOf(observed(), ["done"])).to.deep.equal([]);
    const back = observed({ recorded: before, production: { digest: before, problems: [] } });
    expect(problemsOf(back, ["done", "rolledBack"])).to.deep.equal([]);
  });

  const ends: [changes: Partial<Observed>, end: End][] = [
    [{}, "done"],
    [{ recorded: before }, "rolledBack"],
    [{ phase: "switched" }, "midway"],
    [{ recorded: "sha256:3" }, "unknown"],
  ];
  for (const [changes, end] of ends) {
    it(`ends ${end} with ${JSON.stringify(changes).slice(0, 40)}`, () => {
      expect(endOf(observed(changes))).to.equal(end);
    });
  }

  const wrong: [what: string, changes: Partial<Observed>, problems: string[]][] = [
    [
      "a failed request",
      { traffic: failing() },
      [
        "3 of 2,280 requests of ttl clients failed, the first: 2026-01-02T03:04:23.000Z users " +
          "/version at 10.0.0.1, status: 503 no healthy target",
      ],
    ],
    [
      "more failed requests than a dying process was answering",
      { traffic: failing(), cut: 2 },
      [
        "3 of 2,280 requests of ttl clients failed, the first: 2026-01-02T03:04:23.000Z users " +
          "/version at 10.0.0.1, status: 503 no healthy target",
      ],
    ],
    [
      "a kind of client that sent nothing",
      { traffic: without("forever") },
      ["no requests of forever clients were sent"],
    ],
    [
      "a release stopped midway",
      { phase: "staged" },
      ["it ended midway, expected done or rolledBack, the release is paused in phase staged"],
    ],
    [
      "production on another digest than recorded",
      { production: { digest: before, problems: [] } },
      [`production is served by ${before}, but the recorded digest is ${after}`],
    ],
    [
      "two digests in production",
      { production: { digest: after, problems: ["users is served by two"] } },
      ["users is served by two"],
    ],
    [
      "a bill that differs from what the local cloud metered",
      { bill: { billedSeconds: 34.5, meteredSeconds: 33 } },
      ["the bill says 34.5 task-seconds, the local cloud metered 33"],
    ],
    [
      "a fleet that should have stopped",
      { tasksLeft: 2 },
      ["the fleet that should have stopped is running 2 tasks"],
    ],
    [
      "a load balancer with another share than recorded",
      { misrouted: ["the blue load balancer forwards 50 % to green"] },
      ["the blue load balancer forwards 50 % to green"],
    ],
    [
      "a fleet missing from the recorded state",
      { strays: ["users-green"] },
      ["users-green was left behind and is not in the recorded state"],
    ],
    [
      "a Pulumi process that is still running",
      { processesLeft: ["7 pulumi up"] },
      ["a process of the killed deployer is still running: 7 pulumi up"],
    ],
    [
      "an answer with a digest that nobody released",
      { traffic: answeredBy("users", "sha256:3") },
      ["clients got answers from unknown versions: sha256:3"],
    ],
    [
      "another service that changed",
      { traffic: answeredBy("matching", "sha256:3") },
      [`matching was not released, but it answered as ${before}, sha256:3`],
    ],
  ];
  for (const [what, changes, problems] of wrong) {
    it(`has a problem with ${what}`, () => {
      expect(problemsOf(observed(changes), ["done", "rolledBack"])).to.deep.equal(problems);
    });
  }

  it("has a problem if it ended in another way than it should", () => {
    expect(problemsOf(observed(), ["rolledBack"])).to.deep.equal([
      "it ended done, expected rolledBack",
    ]);
  });

  it("forgives exactly the requests in flight at a process that it killed", () => {
    expect(problemsOf(observed({ traffic: failing(), cut: 3 }), ["done"])).to.deep.equal([]);
  });
});
