import type { FailurePhase } from "./outcome";

/** What the clients saw, in numbers. All times are wall-clock milliseconds since the epoch. */
export interface TrafficReport {
  startedMs: number;
  /** When the last request was sent. */
  endedMs: number;
  requests: number;
  failed: number;
  /** Streams that were closed by the stop of their fleet, after as long as announced; not failures. */
  closedByStop: number;
  /** Long requests that were open when their task began to stop, and finished. */
  finishedAfterStop: number;
  /** Requests that were retried, see `mayRetry`; they count once in `requests`. */
  retriedOnClosedConnection: number;
  /** Requests of the timetable that were not sent: the generator or the client was stalled. */
  skipped: number;
  clients: Record<string, ClientCount>;
  services: Record<string, ServiceCount>;
  /** What happened in each second from `startedMs` on, by the second in which it ended. */
  seconds: SecondCount[];
  /** Who answered whom, streams apart. */
  senders: SenderCount[];
  /** How long each version took, long requests and streams apart. */
  latencies: VersionLatency[];
  /** The first ones of each kind of client. */
  failures: Failure[];
}

/** Requests of one kind of client that were sent in one second and answered by one version. */
export interface SenderCount {
  /** Whole seconds since `startedMs`. */
  second: number;
  kind: string;
  service: string;
  /** null if no version of the service answered, but a load balancer or nobody. */
  digest: string | null;
  answers: number;
  /** Those of them that were errors. */
  errors: number;
}

export interface Count {
  requests: number;
  failed: number;
}

/** Milliseconds from start to complete answer, over the requests that were answered; null if none was. */
export interface Latency {
  medianMs: number | null;
  p99Ms: number | null;
}

export interface VersionLatency extends Latency {
  service: string;
  version: string;
  /** By the second in which the answer was complete; none without an answer. */
  seconds: (Latency & { second: number })[];
}

export interface ClientCount extends Count, Latency {
  /** See TrafficReport. */
  closedByStop: number;
  services: Record<string, Count>;
}

export interface ServiceCount extends Count {
  /** By version and digest, in the order of their first answers. */
  versions: VersionCount[];
}

export interface VersionCount {
  version: string;
  digest: string;
  answers: number;
  firstMs: number;
  lastMs: number;
}

export interface SecondCount {
  /** Whole seconds since `startedMs`. */
  second: number;
  /** Answers by service and version. */
  answers: Record<string, Record<string, number>>;
  /** Failed requests by service. */
  failed: Record<string, number>;
}

export interface Failure {
  atMs: number;
  kind: string;
  service: string;
  path: string;
  /** IPv4; null if the request had none. */
  address: string | null;
  phase: FailurePhase;
  error: string;
  /** Digest of the version that sent the error, if one did. */
  answeredBy?: string;
}

/**
 * Seconds in which clients got answers from both; 0 if the last old answer came before the first new
 * one.
 */
export function mixedVersionSeconds(versions: readonly VersionCount[], newDigest: string): number {
  const newer = versions.filter(({ digest }) => digest === newDigest);
  const older = versions.filter(({ digest }) => digest !== newDigest);
  if (newer.length === 0 || older.length === 0) return 0;
  const firstNewMs = Math.min(...newer.map(({ firstMs }) => firstMs));
  const lastOldMs = Math.max(...older.map(({ lastMs }) => lastMs));
  return Math.max(0, lastOldMs - firstNewMs) / 1000;
}
