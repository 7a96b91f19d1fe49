import { expect } from "chai";
import type { ResourceChange } from "../../../automation/plan/changes";
import { planInMarkdown } from "../../../automation/plan/markdown";
import type { Plan } from "../../../automation/plan/plan";
import { goldenIn } from "../../support/golden";

const expectGolden = goldenIn(__dirname);

const change = (op: ResourceChange["op"], name: string, type: string, ...properties: string[]) => ({
  op,
  name,
  type,
  properties,
});

const plan: Plan = {
  stack: "dev",
  steps: [
    { step: "1", name: "start users green" },
    { step: "5", name: "point users.dev.example.com at the green load balancer" },
    { step: "drain", name: "wait for clients to leave users blue" },
    { step: "6", name: "stop users blue" },
  ],
  ups: [
    {
      name: "stage",
      changes: [
        change("create", "users-green", "aws:ecs/service:Service"),
        change("create", "users-test", "aws:route53/record:Record"),
        change("update", "users-green", "aws:autoscaling/group:Group", "maxSize", "minSize"),
      ],
    },
    { name: "switch", changes: [] },
    { name: "retire", changes: [change("delete", "users-test", "aws:route53/record:Record")] },
  ],
  settings: {},
  sizes: {},
  windows: null,
  blockers: [],
  rests: [],
  drainSeconds: 80,
  maxQuietSeconds: 300,
  lateAlarm: null,
  canary: {},
  overlap: {
    ...{ tasks: 6, seconds: { low: 300, high: 540 }, awaitsApproval: false },
    ...{ usd: { low: 0.032, high: 0.054 } },
    prices: {
      ...{ region: "eu-central-1", usd: {}, from: "snapshot", date: "2026-08-05" },
      why: "the Pricing API did not answer within 5 s",
    },
  },
  longRequests: {
    users: {
      ...{ fleet: "blue", closedAfterSeconds: 60, longestRequestSeconds: 60 },
      ...{ stopSeconds: 60, idleSeconds: 60 },
    },
  },
};

const images = { users: "registry/bluegreen/dev/users:1.4.0" };

describe("a plan as Markdown", () => {
  it("has the steps, the changes of each `up` and the drain, behind a marker for CI", () => {
    expectGolden("release.md", planInMarkdown(plan, images));
  });

  it("says that a first release has nothing to drain", () => {
    const first = planInMarkdown({ ...plan, drainSeconds: 0, maxQuietSeconds: 0 }, images);
    expect(first).to.contain("**Drain:** none, since no client holds an old address\n");
  });

  it("has what takes effect at once, without the release", () => {
    const resized = planInMarkdown({ ...plan, sizes: { users: { from: 2, to: 3 } } }, images);
    expect(resized).to.contain(
      "\nAt once, by `bluegreen up --stack dev`:\n\n- size of users: 2 -> 3\n",
    );
  });

  it("keeps a value in its code span, also one with backticks", () => {
    const values = [
      { key: "environment.A", from: "a`b``c", to: "``" },
      { key: "environment.B", from: undefined, to: "plain" },
    ];
    const odd = planInMarkdown({ ...plan, settings: { users: values } }, images);
    expect(odd).to.contain("| users | `environment.A` | ``` a`b``c ``` | ``` `` ``` |\n");
    expect(odd).to.contain("| users | `environment.B` | not set | `plain` |\n");
  });

  it("keeps each cell in its row, whatever it contains", () => {
    const odd = planInMarkdown({ ...plan, steps: [{ step: "1", name: "a | b\n  c" }] }, images);
    expect(odd).to.contain("| 1 | a \\| b c |\n");
  });
});
