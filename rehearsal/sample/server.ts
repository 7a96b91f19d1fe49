import type { IncomingMessage, ServerResponse } from "node:http";
import { answer, whoAmI } from "./answers";
import { tellCalls } from "./calls";
import { image } from "./image";
import { served } from "./listening";
import { bytesOf, serveEvents } from "./streams";
import { selfTest } from "./selfTest";
import { serveWebSocket } from "./webSocket";

const port = Number(process.env.PORT ?? 8080);
/** For health checks: the local cloud says where a port of the task is on this machine. */
const otherPorts = Object.keys(process.env).filter((name) => /^PORT_\d+$/.test(name));

const take = (request: IncomingMessage, response: ServerResponse) => void serve(request, response);
const open = () =>
  served(take, (request, socket, head) =>
    serveWebSocket(request, socket, head, JSON.stringify(whoAmI())),
  );
const listening = [
  { server: open(), port },
  ...otherPorts.map((name) => ({ server: open(), port: Number(process.env[name]) })),
];

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

let stopping = false;

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  // HTTP/2 has no such header: its connections are closed by themselves.
  const leaves = stopping && process.env.SPEAKS === undefined;
  response.writeHead(status, leaves ? { ...headers, connection: "close" } : headers).end(text);
}

/** Accepts no new connections, finishes its requests, then exits. */
function stop(): void {
  stopping = true;
  const stopped = listening.map(({ server }) => server.stop());
  void Promise.all(stopped)
    .then(tellCalls)
    .finally(() => process.exit(0));
}

/** As `node server.cjs self-test` it serves nothing, and reports by its exit code whether the candidate answers. */
const isTest = process.argv[2] === "self-test";
if (isTest) void selfTest();
process.once("SIGTERM", stop);
// A setting that no version survives, for rehearsals of settings.
if (process.env.CRASH) {
  process.stderr.write("CRASH is set\n");
  process.exit(1);
}
if (!isTest) {
  setTimeout(() => {
    for (const { server, port: at } of listening) server.listen(at);
  }, image.startSeconds * 1000);
}
