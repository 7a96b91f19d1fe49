import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ReleaseEvent, releaseEventSchema } from "../../../automation/world/releaseEvent";
import type { ReleaseState } from "../../../release/state";
import type { Told } from "./announcements";

/** How the receiver answers: as it should, never, with an error, or with an address elsewhere. */
export type Manner = "takes" | "hangs" | "fails" | "redirects";

const elsewhere = "/elsewhere";

/** A receiver of webhooks on this machine. It looks up what is recorded before it answers. */
export class Sink {
  readonly told: Told[] = [];
  manner: Manner = "takes";
  /** Whether this event gets lost on its way, as if its deployer had died before. */
  loses: (event: ReleaseEvent) => boolean = () => false;
  /** Requests that came by a redirect. */
  followed = 0;

  private constructor(private readonly server: Server) {}

  /** @param recorded reads the recorded state; fails while it can't be read */
  static async open(recorded: () => Promise<ReleaseState>): Promise<Sink> {
    const server = createServer();
    const sink = new Sink(server);
    server.on("request", (request, response: ServerResponse) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        if (request.url === elsewhere) sink.followed++;
        const body: unknown = JSON.parse(Buffer.concat(parts).toString() || "null");
        const event = releaseEventSchema.parse(body);
        if (sink.loses(event)) response.destroy();
        else void sink.take(event, recorded).then(() => sink.answer(response));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async take(event: ReleaseEvent, recorded: () => Promise<ReleaseState>): Promise<void> {
    const state = await recorded().catch(() => null);
    const now = state && { revision: state.revision, phase: state.current?.phase ?? "idle" };
    this.told.push({ event, now: now as Told["now"] });
  }

  private answer(response: ServerResponse): void {
    switch (this.manner) {
      case "takes":
        return void response.writeHead(204).end();
      case "hangs":
        return;
      case "fails":
        return void response.writeHead(500).end();
      case "redirects":
        return void response.writeHead(307, { location: elsewhere }).end();
    }
  }
}
