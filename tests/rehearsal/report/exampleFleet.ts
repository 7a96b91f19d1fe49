import type { Consumption } from "../../../localCloud/queue/consumption";
import type { FleetFacts } from "../../../rehearsal/report/fleet/facts";
import type { DeployerResult } from "../../../rehearsal/report/facts";
import type { TrafficReport } from "../../../rehearsal/traffic/trafficReport";
import { exampleFacts } from "./exampleFacts";

const digest = (version: string) => `sha256:${version.slice(1).repeat(64)}`;

function done(drainSeconds: number | null): DeployerResult {
  const steps = [{ step: "1", name: "start it", seconds: 6 }];
  const figures = { upSeconds: [5, 6, 7], drainSeconds };
  return { ok: true, outcome: "done", steps, ...figures, canary: [], reasons: [] };
}

/** The example's 30 seconds of `users` and `matching`. */
const { startedMs } = exampleFacts().traffic;
const at = (second: number) => startedMs + second * 1000;

function consumption(task: string, color: string, version: string, from: number, to: number) {
  const when = { firstMs: at(from), lastMs: at(to), leases: 100, effects: 100 };
  return { task, color, version, digest: digest(version), ...when } satisfies Consumption;
}

/** 100 requests for the prototype, in the 27th second. */
function prototypeTraffic(): TrafficReport {
  const services = { prototype: { requests: 100, failed: 0 } };
  const latency = { medianMs: 3, p99Ms: 12 };
  const client = { requests: 100, failed: 0, closedByStop: 0, services, ...latency };
  const [firstMs, lastMs] = [at(26), at(27)];
  const version = { version: "v2", digest: digest("v2"), answers: 100, firstMs, lastMs };
  return {
    startedMs: at(26),
    endedMs: at(27),
    requests: 100,
    failed: 0,
    closedByStop: 0,
    finishedAfterStop: 0,
    retriedOnClosedConnection: 0,
    skipped: 0,
    clients: { ttl: client },
    services: { prototype: { requests: 100, failed: 0, versions: [version] } },
    seconds: [{ second: 0, answers: { prototype: { v2: 100 } }, failed: {} }],
    senders: [],
    latencies: [],
    failures: [],
  };
}

/** The whole fleet changed as it should, with its worker handed over. */
export function exampleFleet(): FleetFacts {
  const { traffic } = exampleFacts();
  const served = (service: string) => ({
    service,
    wanted: digest("v2"),
    found: digest("v2"),
    problems: [],
  });
  return {
    worker: "mailer",
    overlap: false,
    acts: [
      ["release of users and matching", 2, 10, 4.5] as const,
      ["release of catalog", 10, 12, 4.5] as const,
      ["release of mailer", 12, 18, null] as const,
      ["service add prototype", 18, 21, null] as const,
      ["release of prototype", 21, 26, null] as const,
      ["service remove prototype", 27, 29, null] as const,
    ].map(([name, from, to, drainSeconds]) => ({
      name,
      startedMs: at(from),
      endedMs: at(to),
      result: done(drainSeconds),
    })),
    traffic,
    prototype: { traffic: prototypeTraffic(), served: served("prototype"), left: [] },
    calls: { requests: 3000, failed: 0, reasons: [] },
    inside: {
      service: "catalog",
      answers: ["blue", "green"].map((edge) => `404 from ${edge} for catalog.rehearsal.test`),
    },
    jobs: {
      enqueued: { accepted: 400, refused: 0, reasons: [] },
      queue: {
        enqueued: 400,
        done: 400,
        lost: 0,
        waiting: 0,
        leased: 0,
        doubled: 0,
        consumers: [
          consumption("a1", "blue", "v1", 0, 13.5),
          consumption("a2", "blue", "v1", 0.5, 13.75),
          consumption("b1", "green", "v2", 16.25, 31),
          consumption("b2", "green", "v2", 16.5, 31.5),
        ],
      },
      wanted: digest("v2"),
    },
    served: [served("users"), served("matching")],
    tasksLeft: { users: 0, matching: 0, mailer: 0 },
  };
}
