import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from "node:http2";
import type { Course, Failure, ForwardSettings } from "../forward";
import { forwarded, type Incoming, passedOn, withCookies } from "./headers";

/** From a stream of a client's connection to one of a target's, with the trailers that gRPC needs. */
export function toHttp2(
  incoming: Incoming,
  course: Course,
  { dropInvalidHeaderFields, idleTimeout }: ForwardSettings,
  fail: Failure,
): void {
  const { stream, headers } = incoming;
  const sent = {
    ":method": headers[":method"],
    ":path": headers[":path"],
    ":scheme": "http",
    ":authority": headers[":authority"] ?? headers.host,
    ...passedOn(headers, dropInvalidHeaderFields),
    ...forwarded(incoming),
  };
  course.target.inFlight++;
  course.counts.targetChosen();
  course.counts.sent();
  const upstream = course.target.origin.request(sent, { endStream: stream.endAfterHeaders });
  new Relay(incoming, upstream, course, fail, idleTimeout * 1000).start();
}

class Relay {
  private status: number | undefined;
  private trailers: IncomingHttpHeaders = {};
  private hasEnded = false;
  /** Why the target gave no answer, or not all of it. */
  private error: NodeJS.ErrnoException | undefined;
  private readonly stream: Incoming["stream"];

  constructor(
    incoming: Incoming,
    private readonly upstream: ClientHttp2Stream,
    private readonly course: Course,
    private readonly fail: Failure,
    private readonly idleMs: number,
  ) {
    this.stream = incoming.stream;
  }

  start(): void {
    const { stream, upstream } = this;
    stream.setTimeout(this.idleMs, () => this.giveUp());
    stream.on("error", () => undefined);
    stream.on("wantTrailers", () => stream.sendTrailers(this.trailers));
    stream.on("close", () => upstream.close(constants.NGHTTP2_CANCEL));
    upstream.on("error", (error: NodeJS.ErrnoException) => (this.error = error));
    upstream.on("response", (headers, flags) => this.respond(headers, flags));
    upstream.on(
      "trailers",
      (trailers: IncomingHttpHeaders) => (this.trailers = passedOn(trailers)),
    );
    upstream.on("end", () => (this.hasEnded = true));
    upstream.on("close", () => this.finish());
    if (!stream.endAfterHeaders) stream.pipe(upstream);
  }

  private respond(headers: IncomingHttpHeaders & { ":status"?: number }, flags: number): void {
    const { stream, upstream, course } = this;
    this.status = headers[":status"] ?? 502;
    course.counts.answerBegan();
    if (stream.destroyed || stream.headersSent) return;
    const isWhole = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    const answer = { ":status": this.status, ...withCookies(passedOn(headers), course.cookies) };
    stream.respond(answer, isWhole ? { endStream: true } : { waitForTrailers: true });
    if (isWhole) upstream.resume();
    else upstream.pipe(stream);
  }

  private finish(): void {
    const { stream, course, status, error, upstream } = this;
    course.target.inFlight--;
    if (status !== undefined) course.counts.answered(status);
    const { rstCode } = upstream;
    if (this.hasEnded && rstCode === constants.NGHTTP2_NO_ERROR) return;
    if (error?.code === "ECONNREFUSED") course.counts.connectionFailed();
    if (stream.destroyed) return;
    if (status !== undefined) return stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    // Unless the load balancer has given up on it, and answered by itself.
    if (stream.headersSent) return;
    this.fail(502, error?.message ?? `the target has reset the stream (${rstCode})`);
  }

  /** Nothing was sent for as long as the idle timeout. */
  private giveUp(): void {
    const { stream, upstream } = this;
    if (stream.headersSent) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else this.fail(504, "no answer within the idle timeout");
    upstream.close(constants.NGHTTP2_CANCEL);
  }
}
