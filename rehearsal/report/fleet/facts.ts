import type { CallSummary } from "../../../localCloud/dataplane/calls";
import type { Enqueued } from "../../traffic/enqueuer";
import type { QueueReport } from "../../../localCloud/queue/queue";
import type { TrafficReport } from "../../traffic/trafficReport";
import type { DeployerResult } from "../facts";

/** One command of the deployer under traffic. Times in milliseconds since the epoch. */
export interface Act {
  /** Such as `release of users and matching`. */
  name: string;
  startedMs: number;
  endedMs: number;
  result: DeployerResult;
}

/** Which digest serves a service's production, and which one should. */
export interface Served {
  service: string;
  wanted: string;
  found: string;
  problems: string[];
}

/** The service that is added and removed. */
export interface PrototypeFacts {
  /** Of its own clients, between its release and its removal. */
  traffic: TrafficReport;
  /** While it had clients. */
  served: Served;
  /** What is left of it after its removal, one line each. */
  left: string[];
}

export interface JobFacts {
  /** What the enqueuer counted. */
  enqueued: Enqueued;
  /** What the queue counted, at the end. */
  queue: QueueReport;
  /** Digest that should have taken the last jobs. */
  wanted: string;
}

/** Everything that a rehearsal of the fleet found; what is printed is derived from this alone. */
export interface FleetFacts {
  /** Name of the worker. */
  worker: string;
  /** Whether its colors may consume at once, so that a job may be done twice. */
  overlap: boolean;
  acts: Act[];
  /** Of the clients of the permanent services. */
  traffic: TrafficReport;
  /** Null if it never got as far as a release. */
  prototype: PrototypeFacts | null;
  /** Calls between services, as counted by the callers. */
  calls: CallSummary;
  /** The private service, and what public load balancers answer for its names: `404 from blue for …`. */
  inside: { service: string; answers: string[] };
  jobs: JobFacts;
  /** Production at the end. */
  served: Served[];
  /** Tasks of fleets that should have stopped, by service. */
  tasksLeft: Record<string, number>;
}

/** Jobs that the queue acknowledged but does not have at the end: lost as well. */
export function jobCounts({ enqueued: { accepted }, queue }: JobFacts) {
  const { done, doubled } = queue;
  const forgotten = Math.max(0, accepted - queue.enqueued);
  return { enqueued: accepted, done, lost: queue.lost + forgotten, doubled };
}

/** Requests of all clients, including the prototype's. */
export function trafficOf({ traffic, prototype }: FleetFacts): TrafficReport[] {
  return prototype ? [traffic, prototype.traffic] : [traffic];
}
