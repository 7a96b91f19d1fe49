import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What receivers of events and traces got: bodies only, since addresses and headers are theirs to know. */
export interface Receiving {
  url: string;
  bodies: string[];
  close: () => void;
}

/**
 * GitHub, Slack and a collector of traces. Also a webhook, a registry and a proxy in front of AWS, which answer with a
 * page that shows the request they did not take.
 */
export async function openReceiver(): Promise<Receiving> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { url = "", method } = request;
      const body = Buffer.concat(parts).toString("latin1");
      if (refused(request, response, body)) return;
      bodies.push(`${method} ${body}`);
      const isDeployment = url.includes("/repos/") && method !== "GET";
      response.end(
        isDeployment ? JSON.stringify({ id: 1 }) : url.includes("/repos/") ? "[]" : "{}",
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, bodies, close };
}

/** Whether it was a request that is answered with a page. */
function refused(
  { url = "", headers }: IncomingMessage,
  response: ServerResponse,
  body: string,
): boolean {
  const page = `<html><title>403</title>${url} ${JSON.stringify(headers)} ${body}</html>`;
  const html = { "content-type": "text/html" };
  if (url.startsWith("/v2/") && headers.authorization === undefined) {
    response.writeHead(401, { ...html, "www-authenticate": 'Basic realm="images"' }).end(page);
  } else if (url.startsWith("/v2/") || url.startsWith("/aws")) {
    response.writeHead(403, html).end(page);
  } else if (url.startsWith("/webhook")) {
    response.writeHead(500, html).end(page);
  } else return false;
  return true;
}
