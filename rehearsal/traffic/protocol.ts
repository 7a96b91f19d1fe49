import type { NameServer } from "./stubResolver";
import type { TrafficReport } from "./trafficReport";

/** What the traffic process is told at its start. */
export interface TrafficPlan {
  /** Requests per second, over all kinds of client and all services. */
  ratePerSecond: number;
  seed: number;
  /** Production names by service. */
  services: Record<string, string>;
  /** What is asked of a service, `/` where it is not said. */
  paths?: Record<string, string>;
  nameServers: [NameServer, ...NameServer[]];
  /** Base URL of the local cloud's control API, for `/addresses`. */
  controlUrl: string;
  /** Path of the PEM of the authority that signed the services' certificates. */
  caFile: string;
  /** Deadline of a request, from its start to the last byte of its answer; 5000 unless told. */
  timeoutMs?: number;
}

/** From the rehearsal to the traffic process, over Node's IPC channel. */
export type ToTraffic = { type: "start"; plan: TrafficPlan } | { type: "stop" };

/** From the traffic process to the rehearsal. */
export type FromTraffic =
  | { type: "ready" }
  /** Once a second, while traffic runs. */
  | { type: "live"; requests: number; failed: number }
  /** After `stop`, once the requests in flight have ended. */
  | { type: "report"; report: TrafficReport };
