import type { ResourceChange } from "../../../automation/plan/changes";
import type { Plan } from "../../../automation/plan/plan";

const change = (op: ResourceChange["op"], name: string, type: string, ...properties: string[]) => ({
  op,
  name,
  type,
  properties,
});

/** Of a release of one service. */
export const examplePlan: Plan = {
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
