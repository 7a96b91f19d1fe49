import type { Dispatcher } from "undici";
import type { Connection, RequestOptions } from "./connection";

/** How one attempt ended: with a complete response, or with an error. */
export type AttemptResult =
  | { error: null; status: number; body: string; connection: Connection }
  | {
      error: Error;
      /** Whether the response headers had arrived. */
      responseStarted: boolean;
      /** Undefined if it was still waiting for a connection. */
      connection: Connection | undefined;
      /** Answers that the connection had carried before. */
      answersBefore: number;
    };

/** One GET sent once. Ends exactly once, whatever the dispatcher does afterwards. */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly result: Promise<AttemptResult>;
  #settle!: (result: AttemptResult) => void;
  #connection: Connection | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #aborted: Error | undefined;
  #status = 0;
  #chunks: Buffer[] = [];

  constructor(dispatcher: Dispatcher, path: string, keepAlive: boolean) {
    this.result = new Promise((resolve) => (this.#settle = resolve));
    const options: RequestOptions = {
      path,
      method: "GET",
      reset: !keepAlive,
      carriedBy: (connection) => (this.#connection = connection),
    };
    dispatcher.dispatch(options, this);
  }

  abort(error: Error): void {
    this.#aborted = error;
    this.#controller?.abort(error);
    this.onResponseError(undefined, error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted) controller.abort(this.#aborted);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const connection = this.#connection as Connection;
    connection.answers++;
    const body = Buffer.concat(this.#chunks).toString();
    this.#settle({ error: null, status: this.#status, body, connection });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#settle({
      error,
      responseStarted: this.#status !== 0,
      connection: this.#connection,
      answersBefore: this.#connection?.answers ?? 0,
    });
  }
}

const closedCodes = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

/**
 * Whether a client retries a GET once, on another connection: it was sent on a connection that had
 * carried an answer before, and that the server closed without sending one byte of a response. The
 * server closed an idle connection while the request was on its way; HTTP clients of browsers, Go, Java
 * and curl retry such a request (RFC 9110, 9.2.2 and RFC 9112, 9.3.1). Nothing else is ever retried: not
 * on a new connection, not after part of a response, not after a status such as 502, not after a
 * timeout.
 */
export function mayRetry(result: AttemptResult): boolean {
  if (result.error === null || result.responseStarted || result.answersBefore === 0) return false;
  return closedCodes.has((result.error as NodeJS.ErrnoException).code ?? "");
}
