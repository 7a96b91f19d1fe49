/** Sends reads to one fleet through a load balancer. Nothing that could change something gets through. */
export interface Reads {
  /** Milliseconds that a minute of a comparison lasts; a rehearsal plays them faster. */
  readonly minuteMs: number;
  send(read: Read): Promise<ReadAnswer>;
}

export interface Read {
  method: "GET" | "HEAD";
  /** Address of the load balancer. */
  address: string;
  hostName: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  timeoutSeconds: number;
  /** The service answers clients of HTTP/2 only. Absent: HTTP/1.1. */
  http2?: true;
}

/** An answer, once all of its body has arrived; or why there was none. */
export type ReadAnswer = { status: number; body: string; seconds: number } | { error: string };
