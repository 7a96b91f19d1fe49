import type { Shape } from "./shapes/kinds";
import type { AddressType, NameServer } from "./stubResolver";
import type { TrafficReport } from "./trafficReport";

export const usualTimeoutMs = 5000;
/** Where little is sent, so that others have the processor: a machine that stalls fails no request; one that hangs does. */
export const patientTimeoutMs = 20_000;

/** Start message to the traffic process. */
export interface TrafficPlan {
  /** Requests per second, over all kinds of client and all services. */
  ratePerSecond: number;
  seed: number;
  /** Production names by service. */
  services: Record<string, string>;
  /** Path to request from a service, by default `/`. */
  paths?: Record<string, string>;
  nameServers: [NameServer, ...NameServer[]];
  /** Which addresses all clients ask for and use; absent: A. */
  addressType?: AddressType;
  /** Base URL of the local cloud's control API, for `/addresses`. */
  controlUrl: string;
  /** Path of the PEM of the authority that signed the services' certificates. */
  caFile: string;
  /** Deadline of a request, from its start to the last byte of its answer; defaults to `usualTimeoutMs`. */
  timeoutMs?: number;
  /** Long requests and streams as well; absent: none. */
  long?: LongPlan;
  /** Clients of services with a shape of their own as well; absent: none. */
  shapes?: ShapePlan;
}

/** Production name and shape by service. */
export type ShapePlan = Record<string, { name: string; shape: Shape }>;

export interface LongPlan {
  services: readonly string[];
  /** Services that speak gRPC, with streams of it; they are in the plan's `shapes`. */
  watched?: readonly string[];
  /** How long an upload or an answer takes; less than the limit, by what a busy machine may lose. */
  requestMs: number;
  /** The services' `longestRequestSeconds`, as they pass in the local cloud. */
  limitMs: number;
}

/** From the rehearsal to the traffic process, over Node's IPC channel. */
export type ToTraffic =
  { type: "start"; plan: TrafficPlan } | { type: "askTime" } | { type: "stop" };

/** From the traffic process to the rehearsal. */
export type FromTraffic =
  | { type: "ready" }
  /** Once a second, while traffic runs. */
  | { type: "live"; requests: number; failed: number }
  /** After `askTime`, in milliseconds since the epoch. */
  | { type: "time"; atMs: number }
  /** After `stop`, once the requests in flight have ended. */
  | { type: "report"; report: TrafficReport };
