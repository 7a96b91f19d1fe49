import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { refused, Stopped } from "../world/errors";
import type { LivePages, PageServer } from "../world/pageServer";
import { printableJson } from "../world/printable";

/** Nobody but this machine reaches it. */
const host = "127.0.0.1";

const most = { connections: 64, headerBytes: 16_384 };

/** For whoever has the link: a token in it, no cookie, and no other name than this machine's own in `Host`. */
export const servePages: PageServer = async (pages, { port, again }) => {
  const token = randomBytes(24).toString("base64url");
  const server = createServer({ maxHeaderSize: most.headerBytes });
  server.maxConnections = most.connections;
  await listening(server, port, again);
  const { port: found } = server.address() as AddressInfo;
  const names = [`${host}:${found}`, `localhost:${found}`];
  server.on("request", (request, response) => {
    answer({ names, token, pages }, request, response).catch((error: unknown) =>
      broken(response, error),
    );
  });
  return {
    url: `http://${host}:${found}/?token=${token}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

async function listening(server: Server, port: number, again: string): Promise<void> {
  server.listen({ host, port });
  try {
    await once(server, "listening");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "EADDRINUSE" ? "something else is using it" : message;
    throw refused(`port ${port} can't be used: ${why}`, `use a free one: ${again}`);
  }
}

interface Serving {
  names: readonly string[];
  token: string;
  pages: LivePages;
}

async function answer(
  { names, token, pages }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const nonce = randomBytes(16).toString("base64");
  for (const [name, value] of Object.entries(headers(nonce))) response.setHeader(name, value);
  // Another name that leads here is a site in the browser that wants to read along (DNS rebinding).
  if (!names.includes(request.headers.host ?? "")) return plain(response, 403, "wrong host");
  const [path, query] = (request.url ?? "").split("?", 2);
  if (!isSame(new URLSearchParams(query).get("token") ?? "", token)) {
    return plain(response, 401, "open the link that the dashboard has printed");
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return plain(response, 405, "this page is read only");
  }
  if (path === "/events") return stream(pages, response);
  if (path !== "/") return plain(response, 404, "there is nothing here");
  const page = await pages.page(nonce);
  response.setHeader("content-type", "text/html; charset=utf-8").end(page);
}

function headers(nonce: string): Record<string, string> {
  return {
    "cache-control": "no-store",
    // Charts place their parts by attributes; nothing is loaded from anywhere.
    "content-security-policy":
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; ` +
      "style-src-attr 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; " +
      "form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader("content-type", "text/plain; charset=utf-8").end(`${text}\n`);
}

/** In a time that says nothing of where they differ. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** Server-sent events, as fast as they are read. */
async function stream({ events }: LivePages, response: ServerResponse): Promise<void> {
  response.setHeader("content-type", "text/event-stream");
  if (response.req.method === "HEAD") return void response.end();
  response.flushHeaders();
  for await (const event of events()) {
    if (response.destroyed) return;
    if (!response.write(`data: ${printableJson(event)}\n\n`)) {
      await Promise.race([once(response, "drain"), once(response, "close")]);
    }
  }
  response.end();
}

/** Ctrl-C, or a bug: the browser asks again. */
function broken(response: ServerResponse, error: unknown): void {
  if (response.headersSent || error instanceof Stopped) return void response.destroy();
  plain(response, 500, error instanceof Error ? error.message : String(error));
}
