import {
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type Http2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { ClientRequest } from "../clientRequest";
import type { Course, Failure, ForwardSettings } from "../forward";
import { toHttp1 } from "./toHttp1";
import { toHttp2 } from "./toHttp2";

/** After this, streams that the client opens without having heard of the close are refused, and opened again. */
const hearsMs = 1000;
const leaving = new WeakSet<Http2Session>();

export class Http2Request implements ClientRequest {
  readonly version = "http2";
  readonly isGrpc: boolean;

  constructor(
    private readonly stream: ServerHttp2Stream,
    private readonly headers: IncomingHttpHeaders,
    readonly source: string,
    readonly openedAtMs: number,
  ) {
    this.isGrpc = headers["content-type"]?.startsWith("application/grpc") ?? false;
  }

  get url(): string {
    return this.headers[":path"] ?? "/";
  }

  get host(): string {
    return this.headers[":authority"] ?? this.headers.host ?? "";
  }

  header(name: string): string | undefined {
    const value = this.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  /** Announces the close before it closes, so that no request is lost (RFC 9113, 6.8). */
  moveOn(): void {
    const { session } = this.stream;
    if (!session || leaving.has(session)) return;
    leaving.add(session);
    session.goaway(constants.NGHTTP2_NO_ERROR, 2 ** 31 - 1);
    setTimeout(() => session.close(), hearsMs).unref();
  }

  answer(status: number, headers: OutgoingHttpHeaders, body: string): void {
    if (this.stream.destroyed || this.stream.headersSent) return;
    this.stream.respond({ ":status": status, ...headers });
    this.stream.end(body);
  }

  forward(course: Course, settings: ForwardSettings, fail: Failure): void {
    const { stream, headers, source } = this;
    const send = course.target.speaks === "http1" ? toHttp1 : toHttp2;
    send({ stream, headers, source }, course, settings, fail);
  }
}
