import type { Course, Failure, ForwardSettings } from "./forward";

/** One request of a client, in whichever version of HTTP. */
export interface ClientRequest {
  version: "http1" | "http2";
  isGrpc: boolean;
  /** Path and query. */
  url: string;
  /** Name that the client asked for, maybe with a port. */
  host: string;
  header(name: string): string | undefined;
  /** Address of the client. */
  source: string;
  /** When its connection was opened, in milliseconds since the epoch. */
  openedAtMs: number;
  /** Tells the client to open another connection for what comes after this request. */
  moveOn(): void;
  /** The load balancer's own answer. */
  answer(status: number, headers: Record<string, string>, body: string): void;
  /** Sends the request to the target, once: a load balancer never retries. */
  forward(course: Course, settings: ForwardSettings, fail: Failure): void;
}

/** What a task may be asked, by what the load balancer speaks with it. */
export function fits(speaks: "http1" | "http2" | "grpc", request: ClientRequest): boolean {
  if (speaks === "http1") return !request.isGrpc;
  return request.version === "http2";
}
