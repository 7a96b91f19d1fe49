import { constants, type IncomingHttpHeaders } from "node:http2";
import { PassThrough } from "node:stream";
import type { Dispatcher } from "undici";
import { type Course, type Failure, type ForwardSettings, isConnectionError } from "../forward";
import { forwarded, type Incoming, passedOn, withCookies } from "./headers";

/** From a client that speaks HTTP/2 to a target that speaks HTTP/1.1. */
export function toHttp1(
  incoming: Incoming,
  course: Course,
  { dropInvalidHeaderFields, idleTimeout }: ForwardSettings,
  fail: Failure,
): void {
  const { stream, headers } = incoming;
  const { te: _, ...passed } = passedOn(headers, dropInvalidHeaderFields);
  const options: Dispatcher.DispatchOptions = {
    path: headers[":path"] ?? "/",
    method: headers[":method"] as Dispatcher.HttpMethod,
    headers: {
      host: headers[":authority"] ?? headers.host ?? "",
      ...passed,
      ...forwarded(incoming),
    },
    // Apart from the stream, which undici would destroy once it has read it.
    body: stream.endAfterHeaders ? null : stream.pipe(new PassThrough()),
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  stream.on("error", () => undefined);
  const relay = new Relay(incoming, course, fail);
  stream.setTimeout(idleTimeout * 1000, () => relay.giveUp());
  course.target.pool.dispatch(options, relay);
}

class Relay implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private status: number | undefined;
  private ended: Error | undefined;
  private readonly stream: Incoming["stream"];

  constructor(
    { stream }: Incoming,
    private readonly course: Course,
    private readonly fail: Failure,
  ) {
    this.stream = stream;
    course.target.inFlight++;
    course.counts.targetChosen();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.course.counts.sent();
    if (this.ended) return controller.abort(this.ended);
    this.stream.once("close", () => {
      if (!this.stream.writableFinished) controller.abort(new Error("the client has disconnected"));
    });
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    const { stream, course } = this;
    this.status = status;
    course.counts.answerBegan();
    if (stream.destroyed) return;
    stream.respond({ ":status": status, ...withCookies(passedOn(headers), course.cookies) });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.stream.destroyed || this.stream.write(chunk)) return;
    controller.pause();
    this.stream.once("drain", () => controller.resume());
  }

  onResponseEnd(): void {
    this.course.target.inFlight--;
    if (this.status !== undefined) this.course.counts.answered(this.status);
    this.stream.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const { stream, course } = this;
    course.target.inFlight--;
    if (isConnectionError(error)) course.counts.connectionFailed();
    if (this.status !== undefined) course.counts.answered(this.status);
    if (this.ended || stream.destroyed) return;
    if (stream.headersSent) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else this.fail(502, error.message);
  }

  /** Nothing was sent for as long as the idle timeout. */
  giveUp(): void {
    this.ended = new Error("idle timeout");
    if (this.stream.headersSent) this.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else this.fail(504, "no answer within the idle timeout");
    this.controller?.abort(this.ended);
  }
}
