import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { answer, whoAmI } from "./answers";
import { tellCalls } from "./calls";
import { image } from "./image";
import { bytesOf, serveEvents } from "./streams";
import { serveWebSocket } from "./webSocket";

const port = Number(process.env.PORT ?? 8080);

const server = createServer((request, response) => void serve(request, response));
server.on("upgrade", (request, socket, head) =>
  serveWebSocket(request, socket, head, JSON.stringify(whoAmI())),
);

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://sample");
  if (url.pathname === "/events") return serveEvents(response, whoAmI());
  if (url.pathname === "/upload") {
    // A client that breaks off gets no answer.
    const bytes = await bytesOf(request).catch(() => null);
    return bytes === null ? undefined : send(response, 200, { ...whoAmI(), bytes });
  }
  const { status, body, delayMs } = await answer(url.pathname, url.searchParams);
  if (delayMs > 0) setTimeout(() => send(response, status, body), delayMs);
  else send(response, status, body);
}

// Longer than a load balancer's idle timeout (60 s): otherwise it could send a request on a
// connection that the service is just closing.
server.keepAliveTimeout = 65_000;

let stopping = false;

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  response.writeHead(status, stopping ? { ...headers, connection: "close" } : headers).end(text);
}

/** Accepts no new connections, finishes its requests, then exits. */
function stop(): void {
  stopping = true;
  server.close(() => void tellCalls().finally(() => process.exit(0)));
  server.closeIdleConnections();
}

process.once("SIGTERM", stop);
// A setting that no version survives, for rehearsals of settings.
if (process.env.CRASH) {
  process.stderr.write("CRASH is set\n");
  process.exit(1);
}
setTimeout(() => server.listen(port, "127.0.0.1"), image.startSeconds * 1000);
