/** What a load balancer's metrics say of one minute, fleet by fleet. */
export interface Minute {
  /** Minutes since the epoch, or since any other moment; later minutes have larger numbers. */
  minute: number;
  old: FleetMinute;
  candidate: FleetMinute;
}

/**
 * A number that is absent is unknown, not 0. The exception are errors: metrics leave them out when there
 * are none, so absent errors are 0 where `requests` is there.
 */
export interface FleetMinute {
  requests?: number;
  /** Answers with a 5xx status. */
  errors?: number;
  /**
   * How many requests were in each latency bucket: one below the first bound, one between every two, one
   * above the last. Leave it out when the metrics have no buckets.
   */
  latencyCounts?: readonly number[];
}

export interface Tally {
  requests: number;
  errors: number;
}

/** What the error rule sees of a fleet's minute: nothing if it is not known who asked. */
export function tallyOf({ requests, errors = 0 }: FleetMinute): Tally {
  return requests === undefined ? { requests: 0, errors: 0 } : { requests, errors };
}

export function errorShare({ requests, errors }: Tally): number {
  return requests === 0 ? 0 : errors / requests;
}

export const plus = (one: Tally, other: Tally): Tally => ({
  requests: one.requests + other.requests,
  errors: one.errors + other.errors,
});
