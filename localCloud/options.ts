import type { ClientAddresses } from "./dataplane/clients";

/** Settings of a local cloud; seconds are real unless called AWS seconds. */
export interface CloudOptions {
  /** Name of the hosted zone. */
  zone: string;
  region: string;
  /** TTL of alias answers. */
  ttl: number;
  /** AWS's durations pass this many times faster. */
  timeScale: number;
  /** Seconds for which a minute of CloudWatch's metrics lasts. */
  minuteSeconds: number;
  /** A record change reaches every name server after at most this long. */
  propagationSeconds: number;
  /** AWS seconds that the provider waits for a record change to be in sync. */
  recordSyncSeconds: number;
  /** AWS seconds from a task's placement to its container's start. */
  taskStartSeconds: number;
  /** AWS seconds until a new instance has joined its cluster. */
  instanceStartSeconds: number;
  /** Calls of the provider take this many times as long as measured with HashiCorp's; 0: no time. */
  awsTimes: number;
  /** Addresses of each load balancer, of which DNS answers 8 at a time. */
  nodes: number;
  /**
   * Where clients of public load balancers come from, over IPv4 and over IPv6: they connect over loopback, but rules of
   * security groups and listeners see these. Clients of private ones are tasks, which localCloud/control/connect.ts
   * admits by their security groups.
   */
  clientAddresses: ClientAddresses;
  seed: number;
  /** Folder for task logs and the certificate authority's certificate. */
  stateDirectory: string;
}

export const defaultOptions: Omit<CloudOptions, "stateDirectory"> = {
  zone: "rehearsal.test",
  region: "eu-central-1",
  ttl: 5,
  timeScale: 10,
  minuteSeconds: 1,
  propagationSeconds: 1,
  recordSyncSeconds: 30 * 60,
  taskStartSeconds: 10,
  instanceStartSeconds: 20,
  awsTimes: 0,
  nodes: 2,
  clientAddresses: ["203.0.113.10", "2001:db8::10"],
  seed: 1,
};
