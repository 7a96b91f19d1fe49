import type { Dispatcher } from "undici";
import type { Connection, RequestOptions } from "./connection";

/** How one attempt ended: with a whole response, or with an error. */
export type AttemptResult =
  | { error: null; status: number; body: string; connection: Connection }
  | {
      error: Error;
      /** Whether the head of a response had come. */
      responseStarted: boolean;
      /** Undefined when it waited for a connection all the time. */
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
