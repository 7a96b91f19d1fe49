import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request is turned away, and with which status. */
export interface Refusal {
  status: number;
  error: string;
}

/**
 * Access control of the control API, which starts processes on this machine: a caller needs its
 * URL. The token in it keeps out other users of the machine; the checks of `Host`, `Origin` and the
 * content type keep out web pages, including those that use DNS rebinding.
 */
export class Admission {
  readonly token = randomBytes(32).toString("base64url");

  /** The first part of every path. */
  get base(): string {
    return `/${this.token}/`;
  }

  /** Null if the request may pass. */
  refusalOf({ headers, method, url = "/" }: IncomingMessage, host: string): Refusal | null {
    if (headers.host !== host) {
      return { status: 403, error: `the Host header must be ${host}` };
    }
    if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined) {
      return { status: 403, error: "pages in a browser may not call this API" };
    }
    if (!this.#hasToken(url)) {
      return { status: 401, error: "the path does not begin with the token of this local cloud" };
    }
    const type = headers["content-type"]?.split(";")[0]?.trim();
    if (method !== "GET" && type !== "application/json") {
      return { status: 415, error: "the content type must be application/json" };
    }
    return null;
  }

  #hasToken(url: string): boolean {
    const [given, wanted] = [
      Buffer.from(url).subarray(0, this.base.length),
      Buffer.from(this.base),
    ];
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}
