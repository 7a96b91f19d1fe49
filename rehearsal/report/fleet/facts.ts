import type { CallSummary } from "../../../localCloud/dataplane/calls";
import type { Enqueued } from "../../traffic/enqueuer";
import type { QueueReport } from "../../../localCloud/queue/queue";
import type { TrafficReport } from "../../traffic/trafficReport";
import type { DeployerResult } from "../facts";

/** One command of the deployer under traffic. Times are milliseconds since the epoch. */
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

/** The service that came and went. */
export interface PrototypeFacts {
  /** Of its own clients, between its release and its removal. */
  traffic: TrafficReport;
  /** While it had clients. */
  served: Served;
  /** After its removal: what there still is of it, a line each. */
  left: string[];
}

export interface JobFacts {
  /** What the enqueuer knows. */
  enqueued: Enqueued;
  /** What the queue knows, at the end. */
  queue: QueueReport;
  /** Digest that should have taken jobs last. */
  wanted: string;
}

/** Everything that a rehearsal of the fleet found; what is printed follows from it alone. */
export interface FleetFacts {
  /** Name of the worker. */
  worker: string;
  /** Whether its colors may consume at once, and so a job be done twice. */
  overlap: boolean;
  acts: Act[];
  /** Of the clients of the services that are always there. */
  traffic: TrafficReport;
  /** Null when it was never there to be released. */
  prototype: PrototypeFacts | null;
  /** Calls between services, as the callers counted them. */
  calls: CallSummary;
  jobs: JobFacts;
  /** Production at the end. */
  served: Served[];
  /** Tasks of fleets that should have stopped, by service. */
  tasksLeft: Record<string, number>;
}

/** Jobs that the queue said it has, and that are not among what it knows of: lost as well. */
export function jobCounts({ enqueued: { accepted }, queue }: JobFacts) {
  const { done, doubled } = queue;
  const forgotten = Math.max(0, accepted - queue.enqueued);
  return { enqueued: accepted, done, lost: queue.lost + forgotten, doubled };
}

/** Requests of all clients, also the prototype's. */
export function trafficOf({ traffic, prototype }: FleetFacts): TrafficReport[] {
  return prototype ? [traffic, prototype.traffic] : [traffic];
}
