import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Cloud } from "../cloud";
import { CloudError } from "../errors";
import { listen } from "../ports";
import { Admission } from "./admission";
import { orders, questions } from "./procedures";

type Procedure = (cloud: Cloud, ...args: unknown[]) => unknown;

/**
 * The control API: the procedures as JSON over HTTP on loopback, for those who were given its URL.
 * localCloud/api/client.ts is the client.
 */
export class ControlServer {
  /** Ends in `/`; procedures are below it. */
  url = "";
  private readonly admission = new Admission();
  private readonly server: Server;

  constructor(private readonly cloud: Cloud) {
    this.server = createServer((request, response) => void this.serve(request, response));
    // An operation is answered when it is done, however long that takes.
    this.server.requestTimeout = 0;
    this.server.keepAliveTimeout = 60_000;
  }

  async open(port: number): Promise<void> {
    const opened = await listen(this.server, port);
    this.url = `http://127.0.0.1:${opened}${this.admission.base}`;
    this.cloud.controlUrl = this.url;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const refusal = this.admission.refusalOf(request, new URL(this.url).host);
      if (refusal) return answer(response, refusal.status, { error: refusal.error });
      const { pathname, search } = new URL(request.url ?? "/", this.url);
      const table: object = request.method === "GET" ? questions : { ...questions, ...orders };
      const procedure = new Map(Object.entries(table) as [string, Procedure][]).get(
        pathname.slice(this.admission.base.length),
      );
      if (!procedure) {
        const name = pathname.slice(this.admission.base.length);
        return answer(response, 404, { error: `no ${request.method} ${name}` });
      }
      const given = decodeURIComponent(search.slice(1)) || (await text(request)) || "[]";
      answer(response, 200, await procedure(this.cloud, ...(JSON.parse(given) as unknown[])));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      answer(response, error instanceof CloudError ? 400 : 500, { error: message });
    }
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body ?? null));
}
