import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { hopByHop } from "../forward";

/** A client's request, as HTTP/2 has it. */
export interface Incoming {
  stream: ServerHttp2Stream;
  headers: IncomingHttpHeaders;
  source: string;
}

/** What is passed on, by name: neither pseudo headers nor those of one connection. */
export function passedOn(
  headers: IncomingHttpHeaders,
  dropInvalid = false,
): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      if (value === undefined || name.startsWith(":")) return [];
      // Not a header of one connection here: it says that the client reads trailers, which gRPC demands.
      if (hopByHop.has(name) && name !== "te") return [];
      if (name.startsWith("x-forwarded-") || (dropInvalid && !/^[a-z0-9-]+$/.test(name))) return [];
      return [[name, value]];
    }),
  );
}

/** What a load balancer adds. */
export function forwarded({ headers, source }: Incoming): Record<string, string> {
  const before = headers["x-forwarded-for"];
  return {
    "x-forwarded-for": before ? `${String(before)}, ${source}` : source,
    "x-forwarded-proto": "https",
    "x-forwarded-port": "443",
  };
}

/** The target's own cookies, and the load balancer's. */
export function withCookies(
  headers: Record<string, string | string[]>,
  cookies: readonly string[],
): Record<string, string | string[]> {
  if (cookies.length === 0) return headers;
  return { ...headers, "set-cookie": [...[headers["set-cookie"] ?? []].flat(), ...cookies] };
}
