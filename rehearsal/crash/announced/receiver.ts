import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { type ReleaseEvent, releaseEventSchema } from "../../../automation/world/releaseEvent";
import type { ReleaseState } from "../../../release/state";

/** How the receiver answers: 204, never, with an error, with an address elsewhere, or by closing the connection. */
export type Manner = "accepts" | "hangs" | "fails" | "redirects" | "resets";

/** An event that the receiver got. */
export interface Received {
  event: ReleaseEvent;
  atMs: number;
  /** What was recorded when it came; null: that could not be read. */
  now: ReleaseState | null;
}

/** Where its URL and key are kept. */
export const receiverAt = { url: "/rehearsal/receiver/url", secret: "/rehearsal/receiver/key" };

/** What signs each request; any will do. */
export const webhookKey = `whsec_${"a2V5".repeat(8)}`;

/** A receiver of webhooks on this machine, and another host to which it may redirect. */
export class EventReceiver {
  received: Received[] = [];
  /** Requests that were no signed event. */
  problems: string[] = [];
  /** Requests that followed a redirect. */
  followed = 0;
  manner: Manner = "accepts";
  /** Whether this event is lost, as if its deployer had died before it was sent. */
  loses: (event: ReleaseEvent) => boolean = () => false;
  /** Reads the recorded state; null while it can't be read. */
  recorded: () => Promise<ReleaseState | null> = () => Promise.resolve(null);

  private constructor(
    private readonly server: Server,
    private readonly elsewhere: Server,
  ) {
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      // Whoever was killed while sending has sent no event.
      void bodyOf(request).then((body) =>
        body === null ? undefined : this.take(request, body, response),
      );
    });
    elsewhere.on("request", (_, response: ServerResponse) => {
      this.followed++;
      response.end();
    });
  }

  static async open(): Promise<EventReceiver> {
    return new EventReceiver(await listening(), await listening());
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}/`;
  }

  close(): void {
    for (const server of [this.server, this.elsewhere]) {
      server.closeAllConnections();
      server.close();
    }
  }

  /** Forgets what came before. */
  clear(): void {
    [this.received, this.problems, this.followed] = [[], [], 0];
    [this.manner, this.loses] = ["accepts", () => false];
  }

  private async take(
    { headers }: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Promise<void> {
    const event = signedEvent(body, headers as Record<string, string>);
    if (typeof event === "string") {
      this.problems.push(event);
      response.writeHead(400).end();
    } else if (this.loses(event)) {
      response.destroy();
    } else {
      const atMs = Date.now();
      this.received.push({ event, atMs, now: await this.recordedNow() });
      this.answer(response);
    }
  }

  /** While Pulumi writes, there may be nothing to read. */
  private async recordedNow(): Promise<ReleaseState | null> {
    for (let tries = 0; tries < 10; tries++) {
      const state = await this.recorded();
      if (state) return state;
      await sleep(50);
    }
    return null;
  }

  private answer(response: ServerResponse): void {
    switch (this.manner) {
      case "accepts":
        return void response.writeHead(204).end();
      case "hangs":
        return;
      case "fails":
        return void response.writeHead(500).end();
      case "redirects": {
        const location = `http://localhost:${portOf(this.elsewhere)}/`;
        return void response.writeHead(307, { location }).end();
      }
      case "resets":
        return void response.destroy();
    }
  }
}

/** The event of a request, or what is wrong with the request. */
export function signedEvent(body: string, headers: Record<string, string>): ReleaseEvent | string {
  try {
    const event = releaseEventSchema.parse(new Webhook(webhookKey).verify(body, headers));
    const id = headers["webhook-id"];
    return event.id === id ? event : `${event.id} came with the webhook id ${id}`;
  } catch (error) {
    return `a webhook was no signed event: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Null: it broke off. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  try {
    for await (const part of request) parts.push(part as Buffer);
  } catch {
    return null;
  }
  return request.complete ? Buffer.concat(parts).toString() : null;
}

async function listening(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
