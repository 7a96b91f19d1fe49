import { recordVersion, type ReleaseRecord } from "../../../automation/record/schema";

const startedMs = Date.UTC(2026, 0, 2, 3, 4, 5);
/** The time so many seconds after the example's traffic has started. */
export const at = (second: number) => new Date(startedMs + second * 1000).toISOString();

const imageOf = (digit: string) => `repository@sha256:${digit.repeat(64)}`;

export const exampleSteps: [step: string, name: string, from: number, to: number][] = [
  ["0", "check production and pin the image", 0.5, 1],
  ["1", "start users green", 1, 7],
  ["2", "deploy sha256:222222222222 to users green", 7, 7.5],
  ["3", "point users-test.example.com at the green load balancer", 7.5, 8],
  ["4", "test users-test.example.com", 8, 9],
  ["5", "point users.example.com at the green load balancer", 9, 15],
  ["drain", "wait for clients to leave users blue", 15, 22.25],
  ["6", "stop users blue", 22.25, 29],
];

const answered = (leadsTo: "blue" | "green", address: string) =>
  ["ns-1.example.net", "ns-2.example.org"].map((server) => ({
    ...{ server, leadsTo, addresses: [address], ttlSeconds: 60, error: null },
  }));

const sources = {
  ...{ ups: ["observed"], definitions: ["observed"], shares: ["observed"], steps: ["observed"] },
  ...{ nameServers: ["observed"], alarms: ["observed"], tests: ["observed"], hooks: ["observed"] },
  ...{ comparisons: ["observed"], warmUps: ["observed"], canaries: ["observed"] },
  ...{ drain: ["observed"], traffic: [], bill: ["observed"] },
} as ReleaseRecord["sources"];

/** Of a release that went well. */
export function exampleRecord(): ReleaseRecord {
  const settings = { cpu: 256, environment: { LOG_LEVEL: "***" } };
  return {
    ...{
      version: recordVersion,
      stack: "prod",
      release: "r-2",
      kind: "release",
      urgent: null,
      outcome: "done",
    },
    made: {
      at: at(29.5),
      command: "bluegreen deploy --stack prod --service users --image users:1.4.0 --report pages",
    },
    ...{ exitCode: 0, returned: false, reasons: [], next: null },
    ...{ startedAt: at(0.5), endedAt: at(29), resumedAt: null, unwatched: [] },
    deployers: [{ owner: "ann@ci:7", since: at(0.5) }],
    sources: structuredClone(sources),
    services: [
      {
        ...{ name: "users", worker: false, candidate: "green" },
        before: { image: imageOf("1"), tag: "1.3.0", release: "r-1", settings },
        after: { image: imageOf("2"), tag: "1.4.0", release: "r-2", settings },
        changes: [
          { key: "cpu", from: "256", to: "512" },
          { key: "environment.LOG_LEVEL", from: null, to: "***" },
        ],
        serving: { color: "green", image: imageOf("2"), tag: "1.4.0", size: 2 },
      },
    ],
    ups: [
      { verb: "stage", startedAt: at(1), seconds: 5.9, result: "succeeded", from: "observed" },
      { verb: "switch", startedAt: at(9), seconds: 5.8, result: "succeeded", from: "observed" },
      { verb: "retire", startedAt: at(22.3), seconds: 6.1, result: "succeeded", from: "observed" },
    ],
    phases: [
      { phase: "staged", at: at(6.9) },
      { phase: "switched", at: at(14.8) },
      { phase: "idle", at: at(28.4) },
    ],
    shares: [
      { at: at(6.9), service: "users", percent: 0 },
      { at: at(14.8), service: "users", percent: 100 },
    ],
    steps: exampleSteps.map(([step, name, from, to]) => ({
      ...{ step, name, startedAt: at(from), seconds: to - from, failed: false, waits: [] },
    })),
    notes: [{ at: at(9), kind: "note", text: "users: 2 of 2 checks passed" }],
    nameServers: [
      { at: at(8), name: "users.example.com", answers: answered("blue", "10.0.0.1") },
      { at: at(14.9), name: "users.example.com", answers: answered("green", "10.0.0.2") },
    ],
    alarms: [{ at: at(0.8), name: "users-green-errors", state: "OK", reason: "no datapoints" }],
    tests: [
      { name: "GET /health", ok: true, seconds: 0.2, reason: "", output: "" },
      { name: "npm test", ok: true, seconds: 0.8, reason: "", output: "12 passing" },
    ],
    ...{ hooks: [], comparisons: [], warmUps: [], canaries: [], measured: [], approval: null },
    drain: { seconds: 7.25, ttlSeconds: 5, marginSeconds: 2, longRequests: [] },
    bill: {
      ...{ tasks: 2, taskSeconds: 41.5, usd: 0.0001, from: "tasks", unknown: [] },
      prices: { region: "eu-central-1", from: "api", date: "2026-11-27" },
      text: "2 tasks beside production, 42 task-seconds, under $0.01, by ECS's times of each task",
    },
    traffic: [],
  };
}

/** With what the load balancers counted in minutes of ten seconds. */
export function countedRecord(): ReleaseRecord {
  const minutes = (requests: number[]) =>
    requests.map((count, index) => ({ at: at(index * 10), requests: count, errors: 0 }));
  const fleet = { service: "users", minuteSeconds: 10, p90Ms: 20, p99Ms: 80 };
  const record = exampleRecord();
  record.sources.traffic = ["observed"];
  record.traffic = [
    { ...fleet, color: "blue", minutes: minutes([1000, 700]), p50Ms: 12 },
    { ...fleet, color: "green", minutes: minutes([0, 300, 1000]), p50Ms: 8 },
  ];
  return record;
}

/** Of one that was refused before it had an id. */
export function refusedRecord(): ReleaseRecord {
  return {
    ...exampleRecord(),
    ...{ release: null, outcome: "refused", exitCode: 2, returned: null, endedAt: at(1) },
    reasons: ["nothing to release: users is already in production", "a <b>second</b> reason"],
    next: "to restart the tasks anyway: bluegreen deploy --stack prod --service users --restart",
    ...{ services: [], ups: [], phases: [], shares: [], nameServers: [], alarms: [], tests: [] },
    ...{ notes: [], deployers: [], bill: null },
    steps: exampleRecord().steps.slice(0, 1),
    drain: { seconds: null, ttlSeconds: null, marginSeconds: 2, longRequests: [] },
  };
}
