import { expect } from "chai";
import { serviceEffects } from "../../../config/effects";
import { toSettingsDocument } from "../../../rehearsal/report/settings/document";
import type { Serving, SettingsFacts } from "../../../rehearsal/report/settings/facts";
import { settingsSummary } from "../../../rehearsal/report/settings/summary";
import { settingsProblems } from "../../../rehearsal/report/settings/verdict";
import { pending, waiting } from "../../../rehearsal/run/edits/pending";
import { goldenIn } from "../../support/golden";
import { exampleFacts, withFailures } from "./exampleFacts";

const expectGolden = goldenIn(__dirname);
const [v1, v2] = ["1", "2"].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];

function serving(change: Partial<Serving> = {}): Serving {
  const tasks = ["a", "b"];
  const settings = { environment: { GREETING: "hello" }, cpu: 256 };
  const ecs = { taskDefinitionArn: "users-blue:1", rollout: "COMPLETED", tasks };
  return { color: "blue", digest: v1, settings, ...ecs, ...change };
}

/** A release of v2 with a setting, a refused one, and an `up` that leaves one waiting. */
function example(): SettingsFacts {
  const facts = exampleFacts();
  const settings = { environment: { GREETING: "hi" }, cpu: 256 };
  const green = { color: "green", taskDefinitionArn: "users-green:1", tasks: ["c", "d"] };
  const after = serving({ ...green, digest: v2, settings });
  const act = (name: string, from: number, to: number) => ({
    name,
    startedMs: facts.traffic.startedMs + from * 1000,
    endedMs: facts.traffic.startedMs + to * 1000,
    waiting: null,
  });
  const refused = { ...facts.deployer, outcome: "rolledBack", reasons: ["no task"] };
  const fleets = (users: Serving) => ({ users, matching: serving() });
  return {
    edited: "users",
    traffic: facts.traffic,
    acts: [
      {
        ...act("release of v2", 2, 12),
        result: facts.deployer,
        exitCode: 0,
        expected: { exitCode: 0, serves: { digest: v2, settings } },
        before: fleets(serving()),
        after: fleets(after),
      },
      {
        ...act("release of a crashing variable", 12, 20),
        result: refused,
        exitCode: 3,
        expected: { exitCode: 3, serves: "the same" },
        before: fleets(after),
        after: fleets(after),
      },
      {
        ...act("up", 20, 25),
        result: { ...facts.deployer, drainSeconds: null },
        exitCode: 0,
        expected: { exitCode: 0, serves: "the same" },
        before: fleets(after),
        after: fleets(after),
        waiting: { expected: { users: ["cpu"] }, found: { users: ["cpu"] } },
      },
    ],
  };
}

const troubles: [what: string, change: (facts: SettingsFacts) => void, problem: RegExp][] = [
  [
    "a release that ended in another way",
    ({ acts }) => (acts[1]!.exitCode = 0),
    /^release of a crashing variable: exited with 0, expected 3: no task$/,
  ],
  [
    "tasks that an `up` started again",
    ({ acts }) => (acts[2]!.after.users = { ...acts[2]!.after.users!, tasks: ["e", "f"] }),
    /^up: users is serving with tasks \["e","f"\], expected \["c","d"\]$/,
  ],
  [
    "a service that nobody edited and that changed all the same",
    ({ acts }) => (acts[0]!.after.matching = serving({ taskDefinitionArn: "matching-blue:2" })),
    /^release of v2: matching is serving with taskDefinitionArn "matching-blue:2", expected "users-/,
  ],
  [
    "settings that were not released with their image",
    ({ acts }) => (acts[0]!.after.users!.settings = { cpu: 256 }),
    /^release of v2: users is serving with settings {"cpu":256}, expected {"environment":{"GREETING"/,
  ],
  [
    "a roll-out that failed behind a release's back",
    ({ acts }) => {
      const failed = serving({ ...acts[1]!.after.users, rollout: "FAILED" });
      acts[1]!.before.users = acts[1]!.after.users = failed;
    },
    /^release of a crashing variable: the roll-out of users is FAILED$/,
  ],
  [
    "an edit that is not listed as waiting",
    ({ acts }) => (acts[2]!.waiting!.found = {}),
    /^up: listed as waiting {}, expected {"users":\["cpu"\]}$/,
  ],
  [
    "failed requests",
    ({ traffic }) => withFailures({ ...exampleFacts(), traffic }),
    /^3 of 2,280 requests of ttl clients failed/,
  ],
  [
    "a service without requests",
    ({ traffic }) => (traffic.services.matching!.requests = 0),
    /^no requests for matching were sent$/,
  ],
];

describe("the verdict on a rehearsal of settings", () => {
  it("finds nothing wrong if everything went as expected", () => {
    expect(settingsProblems(example())).to.deep.equal([]);
  });

  for (const [what, change, problem] of troubles) {
    it(`finds ${what}, and nothing else`, () => {
      const facts = example();
      change(facts);
      const problems = settingsProblems(facts);
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(problem);
    });
  }
});

describe("the document of a rehearsal of settings", () => {
  it("counts requests, and lists each command with its exit code", () => {
    const document = toSettingsDocument(example());
    expect(document).to.deep.include({
      ok: true,
      outcome: "done",
      requests: 6000,
      failed: 0,
      waiting: { users: ["cpu"] },
      problems: [],
    });
    expect(document.clients.ttl).to.deep.equal({ requests: 2280, failed: 0 });
    const releases = document.releases.map(({ name, exitCode, outcome, requests }) => [
      ...[name, exitCode, outcome, requests],
    ]);
    expect(releases).to.deep.equal([
      ["release of v2", 0, "done", 2000],
      ["release of a crashing variable", 3, "rolledBack", 1600],
      ["up", 0, "done", 1000],
    ]);
  });

  it("has the outcome of the first command that ended otherwise than expected", () => {
    const facts = example();
    facts.acts[1]!.exitCode = 4;
    facts.acts[1]!.result.outcome = "stoppedMidway";
    expect(toSettingsDocument(facts)).to.include({ ok: false, outcome: "stoppedMidway" });
  });
});

describe("the summary of a rehearsal of settings", () => {
  it("describes edits that no client noticed", () => {
    expectGolden("settings-ok.txt", settingsSummary(example()));
  });
});

describe("the edits that wait in a rehearsal of settings", () => {
  it("are of every setting that takes effect with a release, but for three", () => {
    const keys = Object.entries(serviceEffects).flatMap(([key, effect]) =>
      effect === "release" ? [key] : [],
    );
    const edited = Object.values(pending).flatMap((service) => Object.keys(service));
    // The local cloud has no role for `roleArn` that the program did not make.
    expect([...edited, "calls", "repositorySecretArn", "roleArn"].sort()).to.deep.equal(
      keys.sort(),
    );
  });

  it("are listed by key", () => {
    const listed = Object.values(waiting).flatMap((found) => [
      ...new Set(found.map((key) => key.replace(/\..*/, ""))),
    ]);
    const edited = Object.values(pending).flatMap((service) => Object.keys(service));
    expect(listed.sort()).to.deep.equal(edited.sort());
  });
});
