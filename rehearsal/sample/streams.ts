import type { IncomingMessage, ServerResponse } from "node:http";

const eventMs = 200;

/** How many bytes a request has, once the last one has come. */
export async function bytesOf(request: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).length;
  return bytes;
}

/** An event stream that never ends by itself: first who sends it, then a number several times a second. */
export function serveEvents(response: ServerResponse, sender: unknown): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(event(sender));
  let count = 0;
  const timer = setInterval(() => response.write(event(++count)), eventMs);
  response.on("close", () => clearInterval(timer));
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
