import type { CertificateAuthority } from "./certificateAuthority";
import { Listener } from "./listener";

/** Real seconds: clients keep idle connections for as long as at a load balancer. */
const idleSeconds = 60;

/** What it answers at one path, after a delay in milliseconds; elsewhere it answers at once. */
export interface ForeignPath {
  path: string;
  body: object;
  delayMs: number;
}

/** A server that somebody runs elsewhere: at an address of its own, behind no load balancer of the account. */
export class ForeignServer {
  requests = 0;

  private constructor(private readonly listener: Listener) {}

  /** It answers each request for one of the names with status 200, and with this body but at `other` paths. */
  static async open(
    authority: CertificateAuthority,
    names: string[],
    body: object,
    other: readonly ForeignPath[] = [],
  ): Promise<ForeignServer> {
    const refusal = { type: "fixed-response", statusCode: 404 } as const;
    const listener = new Listener("foreign", 443, "HTTPS", await authority.issue(names), {
      ...{ ...refusal, contentType: "text/plain", messageBody: "" },
    });
    const server = new ForeignServer(listener);
    listener.onRequest = (request) => {
      server.requests++;
      const found = other.find(({ path }) => path === request.url);
      const text = JSON.stringify(found?.body ?? body);
      const headers = {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(text)),
      };
      const answer = () => request.answer(200, headers, text);
      if (found) setTimeout(answer, found.delayMs);
      else answer();
    };
    listener.limitIdle(idleSeconds * 1000);
    await listener.open();
    return server;
  }

  get port(): number {
    return this.listener.localPort;
  }

  close(): void {
    this.listener.close();
  }
}
