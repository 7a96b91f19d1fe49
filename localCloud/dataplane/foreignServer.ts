import type { CertificateAuthority } from "./certificateAuthority";
import { Listener } from "./listener";

/** Real seconds: clients keep idle connections for as long as at a load balancer. */
const idleSeconds = 60;

/** A server that somebody runs elsewhere: at an address of its own, behind no load balancer of the account. */
export class ForeignServer {
  requests = 0;

  private constructor(private readonly listener: Listener) {}

  /** It answers each request for one of the names with this body and status 200. */
  static async open(
    authority: CertificateAuthority,
    names: string[],
    body: object,
  ): Promise<ForeignServer> {
    const refusal = { type: "fixed-response", statusCode: 404 } as const;
    const listener = new Listener("foreign", 443, "HTTPS", await authority.issue(names), {
      ...{ ...refusal, contentType: "text/plain", messageBody: "" },
    });
    const server = new ForeignServer(listener);
    const text = JSON.stringify(body);
    listener.onRequest = (request) => {
      server.requests++;
      const headers = {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(text)),
      };
      request.answer(200, headers, text);
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
