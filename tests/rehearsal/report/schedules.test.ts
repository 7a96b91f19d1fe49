import { expect } from "chai";
import type { FiringView } from "../../../localCloud/views/firings";
import { toScheduleDocument } from "../../../rehearsal/report/schedules/document";
import type { ScheduleFacts } from "../../../rehearsal/report/schedules/facts";
import { scheduleSummary } from "../../../rehearsal/report/schedules/summary";
import { scheduleProblems } from "../../../rehearsal/report/schedules/verdict";
import { exampleFacts } from "./exampleFacts";

const startMs = Date.UTC(2026, 10, 28, 3);
const time = (minute: number) =>
  new Date(startMs + minute * 60_000).toISOString().replace(".000Z", "Z");

/** A firing in each second, which counts as a minute. */
function firing(minute: number, version: string): FiringView {
  return {
    schedule: "bluegreen.rehearsal.users/often",
    scheduledAt: time(minute),
    startedMs: startMs + minute * 1000,
    taskDefinitionArn: "users-blue:1",
    ...{ taskId: `task-${minute}`, problem: "", digest: "sha256:1", exitCode: 0 },
    output: `often ${time(minute)} ${version}`,
  };
}

/** v1 until second 10, v2 from 14 on, v1 again from 24 on. */
function example(): ScheduleFacts {
  const { traffic, deployer } = exampleFacts();
  const act = (name: string, before: string, after: string, fromMs: number) => ({
    ...{ name, before, after, result: deployer },
    ...{ startedMs: startMs + fromMs - 5000, endedMs: startMs + fromMs + 5000 },
    switched: { fromMs: startMs + fromMs + 500, toMs: startMs + fromMs + 3500 },
  });
  const versionAt = (minute: number) => (minute < 12 || minute >= 23 ? "v1" : "v2");
  return {
    acts: [act("release of v2", "v1", "v2", 10_000), act("rollback", "v2", "v1", 20_000)],
    firings: Array.from({ length: 30 }, (_, minute) => firing(minute, versionAt(minute))),
    traffic,
  };
}

const troubles: [what: string, change: (facts: ScheduleFacts) => void, problems: string[]][] = [
  [
    "a job that ran on the old version after the switch",
    ({ firings }) => (firings[15] = firing(15, "v1")),
    [`the firing of ${time(15)} ran as \`often ${time(15)} v1\` while v2 served`],
  ],
  [
    "a job that ran on the new version before the switch",
    ({ firings }) => (firings[3] = firing(3, "v2")),
    [`the firing of ${time(3)} ran as \`often ${time(3)} v2\` while v1 served`],
  ],
  [
    "a job that ran twice",
    ({ firings }) => firings.splice(12, 0, firing(12, "v2")),
    [`the job of ${time(12)} ran more than once`],
  ],
  [
    "a time at which nothing was started",
    ({ firings }) => firings.splice(12, 2),
    [`2 firings missing before ${time(14)}`],
  ],
  [
    "a start that failed",
    ({ firings }) =>
      Object.assign(firings[12]!, {
        ...{ taskId: null, exitCode: null, output: "" },
        problem: "ClientException: TaskDefinition is inactive: users-blue:1",
      }),
    [`the firing of ${time(12)} failed: ClientException: TaskDefinition is inactive: users-blue:1`],
  ],
  [
    "a job that crashed",
    ({ firings }) => Object.assign(firings[4]!, { exitCode: 1, output: "Error" }),
    [`the firing of ${time(4)} failed: exit code 1, Error`],
  ],
  [
    "too few jobs to tell",
    ({ firings }) => firings.splice(2),
    [
      "only 2 firings while v1 alone served, expected 3",
      "only 0 firings while v2 alone served, expected 3",
      "only 0 firings while v1 alone served, expected 3",
    ],
  ],
  [
    "a release that did not get as far as the switch",
    ({ acts, firings }) => {
      acts.pop();
      Object.assign(acts[0]!, { switched: null });
      acts[0]!.result = { ...acts[0]!.result, outcome: "rolledBack", reasons: ["no task"] };
      firings.splice(10);
    },
    ["release of v2 ended as rolledBack: no task"],
  ],
];

describe("the report on schedules", () => {
  it("finds nothing wrong if every job ran once, on what served", () => {
    expect(scheduleProblems(example())).to.deep.equal([]);
    const document = toScheduleDocument(example());
    expect(document).to.deep.include({
      ...{ ok: true, outcome: "done", firings: 30, inSwitch: { v1: 2, v2: 4 } },
      ranOn: [
        { version: "v1", firings: 11 },
        { version: "v2", firings: 7 },
        { version: "v1", firings: 6 },
      ],
    });
    expect(scheduleSummary(example()).split("\n")[0]).to.match(
      /^ok: 2 releases, 30 jobs, .+: every job ran once, on the version that served, and no request failed$/,
    );
  });

  for (const [what, change, problems] of troubles) {
    it(`reports ${what}`, () => {
      const facts = example();
      change(facts);
      expect(scheduleProblems(facts)).to.deep.equal(problems);
      expect(toScheduleDocument(facts).ok).to.equal(false);
      expect(scheduleSummary(facts)).to.match(/^NOT OK: /);
    });
  }
});
