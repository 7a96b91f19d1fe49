import { mixedVersionSeconds, type Failure, type VersionCount } from "../traffic/trafficReport";
import type { DeployerResult, Facts } from "./facts";
import { problemsOf } from "./verdict";

interface Count {
  requests: number;
  failed: number;
}

interface ClientCount extends Count {
  closedByStop: number;
}

/** What `--json` prints: one document. Durations in seconds. */
export interface RehearsalDocument {
  /** Whether everything went as expected for this kind of image. */
  ok: boolean;
  /** How the release ended: `done`, `rolledBack`, or why the deployer stopped. */
  outcome: string;
  requests: number;
  failed: number;
  /** Streams that were closed by the stop of their fleet, no sooner than announced: not failures. */
  closedByStop: number;
  /** Long requests that were open when their fleet began to stop, and finished. */
  finishedAfterStop: number;
  /** Requests that were due but not sent: the machine is too slow for the rate. */
  skipped: number;
  /** By kind of client. */
  clients: Record<string, ClientCount>;
  /** By service; versions in the order of their first answers, times in milliseconds since the epoch. */
  services: Record<string, Count & { versions: VersionCount[] }>;
  steps: DeployerResult["steps"];
  /** Seconds of each `up` of the release. */
  upSeconds: number[];
  /** null if nothing had to drain. */
  drainSeconds: number | null;
  /** From the first answer of the new version to the last answer of the old one. */
  mixedVersionSeconds: number;
  /** What serves production of the released service at the end. */
  digest: string;
  /** Requests that were retried because the server had closed an idle connection; not failures. */
  retriedOnClosedConnection: number;
  /** Why it is not ok. */
  problems: string[];
  /** The first failed requests of each kind of client. */
  failures: Failure[];
}

export function toDocument(facts: Facts): RehearsalDocument {
  const { traffic, deployer, released, digests, production } = facts;
  const problems = problemsOf(facts);
  const versions = traffic.services[released]?.versions ?? [];
  return {
    ok: problems.length === 0,
    outcome: deployer.outcome,
    requests: traffic.requests,
    failed: traffic.failed,
    closedByStop: traffic.closedByStop,
    finishedAfterStop: traffic.finishedAfterStop,
    skipped: traffic.skipped,
    clients: mapValues(traffic.clients, ({ requests, failed, closedByStop }) => ({
      requests,
      failed,
      closedByStop,
    })),
    services: traffic.services,
    steps: deployer.steps,
    upSeconds: deployer.upSeconds,
    drainSeconds: deployer.drainSeconds,
    mixedVersionSeconds: mixedVersionSeconds(versions, digests.after),
    digest: production.digest,
    retriedOnClosedConnection: traffic.retriedOnClosedConnection,
    problems,
    failures: traffic.failures,
  };
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
