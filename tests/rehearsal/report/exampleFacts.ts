import type { Facts } from "../../../rehearsal/report/facts";
import { exampleRecord, exampleSteps as steps } from "../../automation/report/exampleRecord";
import type { SecondCount, VersionCount } from "../../../rehearsal/traffic/trafficReport";

const startedMs = Date.UTC(2026, 0, 2, 3, 4, 5);
const at = (second: number) => startedMs + second * 1000;

function version(name: string, answers: number, first: number, last: number): VersionCount {
  const digest = `sha256:${(name === "v1" ? "1" : "2").repeat(64)}`;
  return { version: name, digest, answers, firstMs: at(first), lastMs: at(last) };
}

/** 30 seconds with 100 answers of each service per second; `users` goes from v1 to v2 from 12 to 17 s. */
function seconds(): SecondCount[] {
  return Array.from({ length: 30 }, (_, second) => {
    const v2 = Math.max(0, Math.min(100, (second - 11) * 20));
    const users = {
      ...(v2 < 100 && { v1: 100 - v2 }),
      ...(v2 > 0 && { v2 }),
    };
    return { second, answers: { users, matching: { v1: 100 } }, failed: {} };
  });
}

const clients = {
  fresh: client(60, 60),
  ttl: client(1140, 1140),
  keepalive: client(900, 900),
  overstay: client(450, 450),
  forever: client(450, 450),
};

function client(users: number, matching: number, closedByStop = 0) {
  return {
    requests: users + matching,
    failed: 0,
    closedByStop,
    services: {
      users: { requests: users, failed: 0 },
      matching: { requests: matching, failed: 0 },
    },
    medianMs: 2,
    p99Ms: 14,
  };
}

/** A release that went well. */
export function exampleFacts(): Facts {
  return {
    variant: "good",
    ttlSeconds: 5,
    awsTimes: false,
    released: "users",
    digests: { before: `sha256:${"1".repeat(64)}`, after: `sha256:${"2".repeat(64)}` },
    deployer: {
      ok: true,
      outcome: "done",
      steps: steps.map(([step, name, from, to]) => ({ step, name, seconds: to - from })),
      upSeconds: [5.9, 5.8, 6.1],
      drainSeconds: 7.25,
      canary: [],
      reasons: [],
    },
    record: exampleRecord(),
    canary: null,
    limit: { announcedSeconds: 30, hereSeconds: 3 },
    stepTimes: steps.map(([step, name, from, to]) => ({
      step,
      name,
      startedMs: at(from),
      endedMs: at(to),
    })),
    traffic: {
      startedMs,
      endedMs: at(30.5),
      requests: 6000,
      failed: 0,
      closedByStop: 0,
      finishedAfterStop: 0,
      retriedOnClosedConnection: 0,
      skipped: 0,
      clients: structuredClone(clients),
      services: {
        users: {
          requests: 3000,
          failed: 0,
          versions: [version("v1", 1400, 0.01, 16.99), version("v2", 1600, 12.01, 30.4)],
        },
        matching: { requests: 3000, failed: 0, versions: [version("v1", 3000, 0.02, 30.41)] },
      },
      seconds: seconds(),
      senders: [],
      latencies: ["v1", "v2"].map((version) => {
        const latency = { medianMs: version === "v1" ? 4 : 2, p99Ms: 14 };
        const all = Array.from({ length: 30 }, (_, second) => second);
        const own = all.filter((second) => (version === "v1" ? second < 17 : second > 11));
        const seconds = own.map((second) => ({ second, ...latency }));
        return { service: "users", version, ...latency, seconds };
      }),
      failures: [],
    },
    production: { digest: `sha256:${"2".repeat(64)}`, problems: [] },
    tasksLeft: 0,
  };
}

/** With clients of `users` that upload, wait and listen for long. */
export function withLongRequests(facts: Facts): Facts {
  const { traffic } = facts;
  const stream = () => ({ ...client(2, 0, 1), medianMs: null, p99Ms: null });
  const added = {
    upload: client(20, 0),
    response: client(20, 0),
    events: stream(),
    websocket: stream(),
  };
  Object.assign(traffic.clients, structuredClone(added));
  Object.assign(traffic, { requests: 6044, closedByStop: 2, finishedAfterStop: 3 });
  traffic.services.users!.requests = 3044;
  return facts;
}

/** A failed request of a client that honours the TTL, 18 seconds in. */
export function withFailures(facts: Facts, count = 3): Facts {
  const { traffic } = facts;
  traffic.failed = count;
  for (const counted of [
    traffic.clients.ttl!,
    traffic.clients.ttl!.services.users!,
    traffic.services.users!,
  ]) {
    counted.failed = count;
  }
  traffic.seconds[18]!.failed = { users: count };
  traffic.failures = Array.from({ length: count }, (_, index) => ({
    atMs: at(18) + index,
    kind: "ttl",
    service: "users",
    path: "/version",
    address: "10.0.0.1",
    phase: "status" as const,
    error: "503 no healthy target",
  }));
  return facts;
}
