import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Cloud } from "./cloud";
import { CloudError } from "./errors";
import { listen } from "./listen";
import type { ProviderPorts } from "./providers";
import { routes } from "./routes";
import type { Body } from "./route";

/** The control API: JSON over HTTP on loopback. */
export class ControlServer {
  url = "";
  providers: ProviderPorts = { aws: 0, awsx: 0 };
  private readonly server: Server;

  constructor(private readonly cloud: Cloud) {
    this.server = createServer((request, response) => void this.serve(request, response));
    // An operation answers when it is done, however long that takes.
    this.server.requestTimeout = 0;
    this.server.keepAliveTimeout = 60_000;
  }

  async open(port: number): Promise<void> {
    this.url = `http://127.0.0.1:${await listen(this.server, port)}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? "/", this.url);
      const route = routes[`${request.method} ${url.pathname}`];
      if (!route) return answer(response, 404, { error: `no ${request.method} ${url.pathname}` });
      const { cloud, providers, url: controlUrl } = this;
      const context = { cloud, providers, controlUrl, query: url.searchParams };
      answer(response, 200, await route(context, await readBody(request)));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      answer(response, error instanceof CloudError ? 400 : 500, { error: message });
    }
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body ?? {}));
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return (text ? JSON.parse(text) : {}) as Body;
}
