import {
  createSecureServer,
  type Http2SecureServer,
  type Http2Server,
  type Http2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { createSecureContext } from "node:tls";
import type { Endpoint } from "../../../rehearsal/traffic/addressBook";
import type { Shape } from "../../../rehearsal/traffic/shapes/kinds";
import { ShapeTraffic } from "../../../rehearsal/traffic/shapes/shapeTraffic";
import type { Ended } from "../../../rehearsal/traffic/tally";
import { first, name } from "./clientRig";
import { TinyCloud } from "./tinyCloud";

export const sender = {
  ...{ service: "users", version: "v1", digest: "sha256:v1", color: "blue", pid: 1 },
};
export const wallClockMs = () => performance.timeOrigin + performance.now();

/** Clients of a shape of their own, in a tiny cloud whose answers last for a tenth of a second. */
export class ShapeRig {
  readonly ended: Ended[] = [];
  /** When a load balancer moved a sticky client. */
  readonly moves: number[] = [];
  readonly streams = new Set<ServerHttp2Stream>();
  /** Queries for an address. */
  asked = 0;
  readonly #servers: Http2SecureServer[] = [];
  readonly #sessions = new Set<Http2Session>();
  readonly #traffic: ShapeTraffic[] = [];

  private constructor(readonly cloud: TinyCloud) {
    cloud.addresses = [first];
  }

  static async start(): Promise<ShapeRig> {
    return new ShapeRig(await TinyCloud.start([name]));
  }

  async stop(): Promise<void> {
    // A test that fails leaves it running.
    const stopped = this.#traffic.map((one) => one.stop());
    for (const session of this.#sessions) session.destroy();
    for (const server of this.#servers) server.close();
    await this.cloud.stop();
    await Promise.all(stopped);
  }

  async serveHttp2(
    address: string,
    serve: (stream: ServerHttp2Stream, path: string) => void,
  ): Promise<void> {
    const server = createSecureServer(this.cloud.keyPair);
    this.#servers.push(server);
    server.on("session", (session) => this.#sessions.add(session));
    (server as unknown as Http2Server).on("stream", (stream, headers) => {
      stream.on("error", () => undefined);
      this.streams.add(stream);
      serve(stream, headers[":path"] ?? "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    this.cloud.endpoints[address] = { host: "127.0.0.1", port };
  }

  traffic(shape: Shape, timeoutMs = 10_000): ShapeTraffic {
    const { cloud } = this;
    const traffic = new ShapeTraffic(
      { users: { name, shape } },
      {
        resolve: () => {
          this.asked++;
          return Promise.resolve({ addresses: [cloud.addresses[0]!], ttlSeconds: 0.1 });
        },
        endpoint: (address) => Promise.resolve(cloud.endpoints[address] as Endpoint),
        ...{ trust: createSecureContext({ ca: cloud.ca }), random: () => 0, timeoutMs },
        ...{ nowMs: () => performance.now(), wallClockMs },
        moves: () => Promise.resolve(this.moves),
        ended: (one) => this.ended.push(one),
      },
    );
    this.#traffic.push(traffic);
    return traffic;
  }

  problems(): string[] {
    return this.ended.flatMap(({ outcome }) =>
      outcome.ok ? [] : [`${outcome.phase}: ${outcome.error}`],
    );
  }
}
