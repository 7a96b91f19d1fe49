import type { IncomingMessage, ServerResponse } from "node:http";
import type { ClientRequest } from "./clientRequest";
import { type Course, type Failure, forward, type ForwardSettings } from "./forward";

export class Http1Request implements ClientRequest {
  readonly version = "http1";
  readonly isGrpc = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    readonly source: string,
    readonly openedAtMs: number,
  ) {}

  get url(): string {
    return this.request.url ?? "/";
  }

  get host(): string {
    return this.request.headers.host ?? "";
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  /** The last answer announces the close, so no request is lost to a closed connection. */
  moveOn(): void {
    this.response.setHeader("connection", "close");
  }

  answer(status: number, headers: Record<string, string>, body: string): void {
    this.response.writeHead(status, headers);
    this.response.end(body);
  }

  forward(course: Course, settings: ForwardSettings, fail: Failure): void {
    const { request, response, source } = this;
    forward({ request, response, source }, course, settings, fail);
  }
}
