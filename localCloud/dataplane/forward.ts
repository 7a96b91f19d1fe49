import type { IncomingMessage, ServerResponse } from "node:http";
import { type Dispatcher, errors } from "undici";
import type { Target } from "./target";

/** Hop-by-hop headers (RFC 9110, 7.6.1), which are not passed on. */
const hopByHop = new Set([
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
export type Failure = (status: 502 | 504, reason: string) => void;

export interface ForwardSettings {
  /** Idle timeout of a target's response, in seconds. */
  idleTimeout: number;
  /** Whether to drop headers whose names have other characters than letters, digits and hyphens. */
  dropInvalidHeaderFields: boolean;
}

/** Sends the request to the target, once: a load balancer never retries. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: Target,
  settings: ForwardSettings,
  fail: Failure,
): void {
  const timeoutMs = settings.idleTimeout * 1000;
  target.inFlight++;
  target.pool.dispatch(
    {
      path: request.url ?? "/",
      method: request.method as Dispatcher.HttpMethod,
      headers: upstreamHeaders(request, settings.dropInvalidHeaderFields),
      body: hasBody(request) ? request : null,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    },
    new Relay(response, target, fail),
  );
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

function upstreamHeaders(request: IncomingMessage, dropInvalid: boolean): string[] {
  const headers = passedOn(request.rawHeaders, dropInvalid);
  const address = request.socket.remoteAddress ?? "";
  const before = request.headers["x-forwarded-for"];
  headers.push("x-forwarded-for", before ? `${String(before)}, ${address}` : address);
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
  constructor(
    private readonly response: ServerResponse,
    private readonly target: Target,
    private readonly fail: Failure,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const { response } = this;
    response.once("close", () => {
      if (!response.writableFinished) controller.abort(new Error("the client is gone"));
    });
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    const headers = passedOn((controller.rawHeaders ?? []) as Buffer[]);
    this.response.writeHead(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.response.write(chunk)) return;
    controller.pause();
    this.response.once("drain", () => controller.resume());
  }

  onResponseEnd(): void {
    this.target.inFlight--;
    this.response.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.target.inFlight--;
    if (this.response.headersSent) this.response.destroy();
    else if (!this.response.destroyed) this.fail(isTimeout(error) ? 504 : 502, error.message);
  }
}

function isTimeout(error: Error): boolean {
  return error instanceof errors.HeadersTimeoutError || error instanceof errors.ConnectTimeoutError;
}
