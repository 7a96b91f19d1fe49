import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type Dispatcher, errors } from "undici";
import { joinStreams } from "./joinStreams";
import type { RequestMetrics } from "../metrics/requestMetrics";
import type { Target } from "./target";

/** Hop-by-hop headers (RFC 9110, 7.6.1), which are not passed on. */
export const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);

/** The load balancer's own answer: `status` and why. */
export type Failure = (status: 408 | 502 | 504, reason: string) => void;

/** Where a request goes, and what counts it. */
export interface Course {
  target: Target;
  counts: RequestMetrics;
  /** The load balancer's own, for the answer. */
  cookies: readonly string[];
}

export interface ForwardSettings {
  /** Seconds without a byte in either direction after which a request is given up. */
  idleTimeout: number;
  /** Whether to drop headers whose names have other characters than letters, digits and hyphens. */
  dropInvalidHeaderFields: boolean;
}

/** A client's request, as HTTP/1.1 has it. */
interface Incoming {
  request: IncomingMessage;
  response: ServerResponse;
  /** Address of the client. */
  source: string;
}

/** Sends the request to the target, once: a load balancer never retries. */
export function forward(
  { request, response, source }: Incoming,
  course: Course,
  { dropInvalidHeaderFields }: ForwardSettings,
  fail: Failure,
): void {
  const { target } = course;
  const relay = new Relay(request, response, course, fail);
  const options: Dispatcher.DispatchOptions = {
    path: request.url ?? "/",
    method: request.method as Dispatcher.HttpMethod,
    headers: upstreamHeaders(request, source, dropInvalidHeaderFields),
    body: hasBody(request) ? request : null,
    // The client's connection has the load balancer's idle timeout (Listener.limitIdle).
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const protocol = request.headers.upgrade;
  target.pool.dispatch(protocol ? { ...options, upgrade: protocol } : options, relay);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

function upstreamHeaders(request: IncomingMessage, source: string, dropInvalid: boolean): string[] {
  const headers = passedOn(request.rawHeaders, dropInvalid);
  const before = request.headers["x-forwarded-for"];
  headers.push("x-forwarded-for", before ? `${String(before)}, ${source}` : source);
  headers.push("x-forwarded-proto", "https", "x-forwarded-port", "443");
  return headers;
}

function passedOn(raw: readonly (string | Buffer)[], dropInvalid = false): string[] {
  const headers: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = String(raw[index]).toLowerCase();
    if (hopByHop.has(name) || name.startsWith("x-forwarded-")) continue;
    if (dropInvalid && !/^[a-z0-9-]+$/.test(name)) continue;
    headers.push(name, String(raw[index + 1]));
  }
  return headers;
}

/** Streams the target's answer to the client. */
class Relay implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  /** Set once the load balancer itself has ended the request. */
  private ended: Error | undefined;
  private hasBegun = false;
  /** Of the target's answer, once it has begun. */
  private status: number | undefined;
  private readonly target: Target;
  private readonly counts: RequestMetrics;
  private readonly cookies: readonly string[];

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    { target, counts, cookies }: Course,
    private readonly fail: Failure,
  ) {
    [this.target, this.counts, this.cookies] = [target, counts, cookies];
    target.inFlight++;
    counts.targetChosen();
    // Node.js closes the connection unless somebody listens.
    response.once("timeout", () => this.giveUp());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const { response } = this;
    this.controller = controller;
    this.counts.sent();
    if (this.ended) return controller.abort(this.ended);
    response.once("close", () => {
      if (!response.writableFinished) controller.abort(new Error("the client has disconnected"));
    });
  }

  onRequestUpgrade(
    controller: Dispatcher.DispatchController,
    _status: number,
    _headers: IncomingHttpHeaders,
    upstream: Duplex,
  ): void {
    const { request, response, target } = this;
    joinStreams(request.socket, upstream, target, (controller.rawHeaders ?? []) as Buffer[]);
    // The connection no longer speaks HTTP.
    response.detachSocket(request.socket);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    const { response } = this;
    this.status = status;
    this.counts.answerBegan();
    const headers = passedOn((controller.rawHeaders ?? []) as Buffer[]);
    for (const cookie of this.cookies) headers.push("set-cookie", cookie);
    response.writeHead(status, headers);
    // An event stream may have nothing to say for long.
    setImmediate(() => this.hasBegun || response.flushHeaders());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.hasBegun = true;
    if (this.response.write(chunk)) return;
    controller.pause();
    this.response.once("drain", () => controller.resume());
  }

  onResponseEnd(): void {
    this.target.inFlight--;
    this.hasBegun = true;
    if (this.status !== undefined) this.counts.answered(this.status);
    this.response.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const { response, counts } = this;
    this.target.inFlight--;
    if (isConnectionError(error)) counts.connectionFailed();
    if (this.status !== undefined) counts.answered(this.status);
    if (this.ended) return;
    if (this.status === undefined && response.destroyed) counts.answeredByItself(460);
    if (response.headersSent) response.destroy();
    else if (!response.destroyed) this.fail(isTimeout(error) ? 504 : 502, error.message);
  }

  /** Nothing was sent for as long as the idle timeout. */
  private giveUp(): void {
    const { request, response } = this;
    this.ended = new Error("idle timeout");
    if (response.headersSent) response.destroy();
    else if (hasBody(request) && !request.complete)
      this.fail(408, "the rest of the request did not arrive");
    else this.fail(504, "no answer within the idle timeout");
    this.controller?.abort(this.ended);
  }
}

function isTimeout(error: Error): boolean {
  return error instanceof errors.ConnectTimeoutError;
}

export function isConnectionError(error: Error): boolean {
  return isTimeout(error) || (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
}
