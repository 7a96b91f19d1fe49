import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type ClientSessionRequestOptions,
  type OutgoingHttpHeaders,
} from "node:http2";

/** A target that speaks HTTP/2 in plain text: one connection, opened again when it has ended. */
export class Http2Origin {
  private session: ClientHttp2Session | undefined;

  constructor(private readonly localPort: number) {}

  request(headers: OutgoingHttpHeaders, options: ClientSessionRequestOptions): ClientHttp2Stream {
    return this.open().request(headers, options);
  }

  close(): void {
    // Without an error its streams would end as if their answers were whole.
    this.session?.destroy(new Error("the target has deregistered"));
  }

  private open(): ClientHttp2Session {
    if (this.session && !this.session.closed && !this.session.destroyed) return this.session;
    const session = connect(`http://127.0.0.1:${this.localPort}`);
    // Its streams say it, too.
    session.on("error", () => undefined);
    this.session = session;
    return session;
  }
}
