import type { RehearsalDocument } from "../document";
import type { DeployerResult } from "../facts";
import type { Count, TrafficReport } from "../../traffic/trafficReport";
import { longestPauseSeconds } from "../../../localCloud/queue/consumption";
import { type Act, type FleetFacts, jobCounts, trafficOf } from "./facts";
import { requestsBetween } from "./requestsBetween";
import { fleetProblems } from "./verdict";

/** What `--json` prints for the fleet: one document. Durations in seconds. */
export interface FleetDocument
  extends
    Count,
    Pick<
      RehearsalDocument,
      "ok" | "services" | "retriedOnClosedConnection" | "problems" | "failures"
    > {
  /** `done`, or how the first release that was not done ended. */
  outcome: string;
  /** By kind of client. */
  clients: Record<string, Count>;
  /** In order, with what clients saw during each. */
  releases: ReleaseDocument[];
  /** Jobs of the worker; `done` took effect and were finished, `doubled` took effect more than once. */
  jobs: { enqueued: number; done: number; lost: number; doubled: number };
  /** Calls between services. */
  calls: Count;
  /** Who took jobs, in the order of their first. */
  consumers: { task: string; color: string; digest: string; version: string; jobs: number }[];
  /** Longest time in which no worker asked for a job. */
  pauseSeconds: number;
}

export type ReleaseDocument = Count &
  Pick<DeployerResult, "outcome" | "steps" | "upSeconds" | "drainSeconds"> & {
    name: string;
    seconds: number;
  };

export function toFleetDocument(facts: FleetFacts): FleetDocument {
  const { acts, calls, jobs } = facts;
  const traffics = trafficOf(facts);
  const problems = fleetProblems(facts);
  const { consumers } = jobs.queue;
  return {
    ok: problems.length === 0,
    outcome: acts.find(({ result }) => result.outcome !== "done")?.result.outcome ?? "done",
    ...total(traffics),
    clients: clientsOf(facts),
    services: Object.assign(
      {},
      ...traffics.map(({ services }) => services),
    ) as FleetDocument["services"],
    releases: acts.map((act) => toRelease(act, traffics)),
    jobs: jobCounts(jobs),
    calls: { requests: calls.requests, failed: calls.failed },
    consumers: consumers.map(({ task, color, digest, version, effects }) => ({
      task,
      color,
      digest,
      version,
      jobs: effects,
    })),
    pauseSeconds: longestPauseSeconds(consumers),
    retriedOnClosedConnection: traffics.reduce(
      (sum, one) => sum + one.retriedOnClosedConnection,
      0,
    ),
    problems,
    failures: traffics.flatMap(({ failures }) => failures),
  };
}

/** Over all of them. */
export function total(counts: readonly Count[]): Count {
  return {
    requests: counts.reduce((sum, { requests }) => sum + requests, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function clientsOf(facts: FleetFacts): FleetDocument["clients"] {
  const kinds = Object.keys(facts.traffic.clients);
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      total(trafficOf(facts).flatMap(({ clients }) => clients[kind] ?? [])),
    ]),
  );
}

export function toRelease(act: Act, traffics: readonly TrafficReport[]): ReleaseDocument {
  const { name, startedMs, endedMs, result } = act;
  const { outcome, steps, upSeconds, drainSeconds } = result;
  const seen = requestsBetween(traffics, startedMs, endedMs);
  const took = (endedMs - startedMs) / 1000;
  return { name, outcome, seconds: took, ...seen, steps, upSeconds, drainSeconds };
}
