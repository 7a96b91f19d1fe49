import { expect } from "chai";
import { toFleetDocument } from "../../../rehearsal/report/fleet/document";
import type { FleetFacts } from "../../../rehearsal/report/fleet/facts";
import { requestsBetween } from "../../../rehearsal/report/fleet/requestsBetween";
import { fleetSummary } from "../../../rehearsal/report/fleet/summary";
import { fleetProblems } from "../../../rehearsal/report/fleet/verdict";
import { goldenIn } from "../../support/golden";
import { exampleFleet } from "./exampleFleet";

const expectGolden = goldenIn(__dirname);

/** The worker's new fleet starts before the old one is done. */
function atOnce(facts: FleetFacts): void {
  facts.jobs.queue.consumers[2]!.firstMs -= 3000;
}

function doubled(facts: FleetFacts): void {
  facts.jobs.queue.doubled = 2;
}

const troubles: [what: string, change: (facts: FleetFacts) => void, problem: RegExp][] = [
  [
    "a release that was rolled back",
    ({ acts }) => Object.assign(acts[2]!.result, { outcome: "rolledBack", reasons: ["no task"] }),
    /^release of mailer ended in rolledBack, expected done: no task$/,
  ],
  [
    "a failed request",
    ({ traffic }) => (traffic.clients.ttl!.failed = 3),
    /^3 of 2,280 requests of ttl clients failed/,
  ],
  [
    "a failed request for the prototype",
    ({ prototype }) => (prototype!.traffic.clients.ttl!.failed = 1),
    /^1 of 100 requests of ttl clients failed/,
  ],
  [
    "a prototype that got no requests",
    ({ prototype }) => (prototype!.traffic.services.prototype!.requests = 0),
    /^no requests for prototype were sent$/,
  ],
  [
    "a failed call",
    (facts) => (facts.calls = { requests: 3000, failed: 2, reasons: ["too slow", "older"] }),
    /^2 of 3,000 calls between services failed; the last one: too slow$/,
  ],
  ["no calls at all", ({ calls }) => (calls.requests = 0), /^no service called another$/],
  [
    "a private service that a public load balancer answers for",
    ({ inside }) => (inside.answers[1] = "200 from green for catalog.rehearsal.test"),
    /^catalog is private, but a public load balancer answered 200 from green for catalog\.rehearsal\.test$/,
  ],
  [
    "a private service that was not asked for outside",
    ({ inside }) => (inside.answers = []),
    /^no public load balancer was asked for catalog$/,
  ],
  ["a lost job", ({ jobs }) => (jobs.queue.lost = 1), /^1 of 400 jobs were lost$/],
  [
    "a job that the queue forgot",
    ({ jobs }) => (jobs.enqueued.accepted = 401),
    /^1 of 401 jobs were lost$/,
  ],
  [
    "a job that could not be enqueued",
    ({ jobs }) => (jobs.enqueued = { accepted: 400, refused: 1, reasons: ["no queue"] }),
    /^1 jobs could not be enqueued: no queue$/,
  ],
  ["no jobs at all", ({ jobs }) => (jobs.enqueued.accepted = 0), /^no job was enqueued$/],
  ["a job done twice", doubled, /^2 of 400 jobs took effect more than once$/],
  [
    "a queue that is not emptied",
    ({ jobs }) => Object.assign(jobs.queue, { waiting: 7, leased: 1 }),
    /^the queue was not emptied: 7 jobs are waiting, 1 are leased$/,
  ],
  [
    "two colors that consume at once",
    atOnce,
    /^blue and green of mailer consumed at once for 0\.5 s: tasks a2 and b1$/,
  ],
  [
    "jobs that the old version keeps taking",
    ({ jobs }) => jobs.queue.consumers.splice(2),
    /^jobs of mailer are taken by sha256:1{12} \(v1\), expected sha256:2{12}$/,
  ],
  [
    "jobs that nobody takes",
    ({ jobs }) => (jobs.queue.consumers = []),
    /^jobs of mailer are taken by nobody, expected/,
  ],
  [
    "a service that serves its old version at the end",
    ({ served }) => (served[1]!.found = "sha256:old"),
    /^production of matching is served by sha256:old, expected sha256:2+$/,
  ],
  [
    "a prototype that served something else",
    ({ prototype }) => (prototype!.served.found = "nothing"),
    /^production of prototype is served by nothing, expected/,
  ],
  [
    "leftovers of the prototype",
    ({ prototype }) => (prototype!.left = ["the settings still contain prototype"]),
    /^the settings still contain prototype$/,
  ],
  [
    "an old fleet that is still running",
    ({ tasksLeft }) => (tasksLeft.mailer = 2),
    /^the old fleet of mailer should have stopped but is running 2 tasks$/,
  ],
];

describe("the verdict on a rehearsal of the fleet", () => {
  it("finds nothing wrong if everything went well", () => {
    expect(fleetProblems(exampleFleet())).to.deep.equal([]);
  });

  for (const [what, change, problem] of troubles) {
    it(`finds ${what}, and nothing else`, () => {
      const facts = exampleFleet();
      change(facts);
      const problems = fleetProblems(facts);
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(problem);
    });
  }

  it("accepts that overlapping workers do a job twice, but not that they lose one", () => {
    const facts = { ...exampleFleet(), overlap: true };
    atOnce(facts);
    doubled(facts);
    expect(fleetProblems(facts)).to.deep.equal([]);
    facts.jobs.queue.lost = 1;
    expect(fleetProblems(facts)).to.deep.equal(["1 of 400 jobs were lost"]);
  });
});

describe("the document of a rehearsal of the fleet", () => {
  it("counts requests, calls and jobs, and lists each release", () => {
    const document = toFleetDocument(exampleFleet());
    expect(document).to.deep.include({
      ok: true,
      outcome: "done",
      requests: 6100,
      failed: 0,
      jobs: { enqueued: 400, done: 400, lost: 0, doubled: 0 },
      calls: { requests: 3000, failed: 0 },
      pauseSeconds: 2.5,
      problems: [],
    });
    expect(Object.keys(document.services)).to.deep.equal(["users", "matching", "prototype"]);
    expect(document.clients.ttl).to.deep.equal({ requests: 2380, failed: 0 });
    expect(document.releases.map(({ name, requests }) => [name, requests])).to.deep.equal([
      ["release of users and matching", 1600],
      ["release of catalog", 400],
      ["release of mailer", 1200],
      ["service add prototype", 600],
      ["release of prototype", 1000],
      ["service remove prototype", 400],
    ]);
    expect(document.consumers[2]).to.deep.equal({
      task: "b1",
      color: "green",
      version: "v2",
      digest: `sha256:${"2".repeat(64)}`,
      jobs: 100,
    });
  });

  it("has the outcome of the first release that failed", () => {
    const facts = exampleFleet();
    facts.acts[1]!.result.outcome = "rolledBack";
    facts.acts[3]!.result.outcome = "refused";
    expect(toFleetDocument(facts)).to.include({ ok: false, outcome: "rolledBack" });
  });
});

describe("requests between two times", () => {
  const second = (number: number, answers: number, failed: number) => ({
    second: number,
    answers: { users: { v1: answers } },
    failed: { users: failed },
  });
  const traffic = {
    startedMs: 500,
    seconds: [second(0, 1, 0), second(1, 10, 2), second(2, 100, 0)],
  };

  it("are counted once per second", () => {
    expect(requestsBetween([traffic], 500, 1500)).to.deep.equal({ requests: 1, failed: 0 });
    expect(requestsBetween([traffic], 1500, 9000)).to.deep.equal({ requests: 112, failed: 2 });
    expect(requestsBetween([traffic, traffic], 0, 9000)).to.deep.equal({
      requests: 226,
      failed: 4,
    });
    expect(requestsBetween([traffic], 4000, 9000)).to.deep.equal({ requests: 0, failed: 0 });
  });
});

describe("the summary of a rehearsal of the fleet", () => {
  it("describes changes that no client noticed", () => {
    expectGolden("fleet-ok.txt", fleetSummary(exampleFleet()));
  });

  it("describes two colors at once and a job done twice", () => {
    const facts = exampleFleet();
    atOnce(facts);
    doubled(facts);
    expectGolden("fleet-at-once.txt", fleetSummary(facts));
  });
});
