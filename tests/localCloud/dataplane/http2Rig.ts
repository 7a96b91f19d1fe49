import { once } from "node:events";
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { createServer as createHttp1Server, type RequestListener, type Server } from "node:http";
import { CertificateAuthority } from "../../../localCloud/dataplane/certificateAuthority";
import { Edge } from "../../../localCloud/dataplane/edge";
import { Listener } from "../../../localCloud/dataplane/listener";
import type { Action } from "../../../localCloud/dataplane/rules";
import { TargetGroup, type TargetGroupSettings } from "../../../localCloud/dataplane/targetGroup";
import { Metrics } from "../../../localCloud/metrics/metrics";
import { listen } from "../../../localCloud/ports";
import { until } from "../fixture";
import { healthCheck, host, timing } from "./edgeRig";

type Serve = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;
export type Closable = Pick<Server, "close">;

/** A load balancer whose clients speak HTTP/2, with target groups named `group` and `other`. */
export class Http2Rig {
  readonly groups: Record<string, TargetGroup> = {};
  private readonly closables: (Closable | Http2Server)[] = [];
  private readonly sessions: ClientHttp2Session[] = [];

  private constructor(
    readonly edge: Edge,
    readonly listener: Listener,
    readonly ca: string,
  ) {}

  static async start(
    settings: Partial<TargetGroupSettings> = {},
    { clientKeepAlive = 3600, idleTimeout = 5, action = forwardTo("group") } = {},
  ): Promise<Http2Rig> {
    const authority = await CertificateAuthority.create();
    const all = { clientKeepAlive, idleTimeout, dropInvalidHeaderFields: true };
    const metrics = new Metrics(60_000);
    const groupOf = (arn: string) => rig.groups[arn];
    const edge = new Edge("edge", "edge.test", ["127.77.0.1"], all, timing, groupOf, metrics);
    const certificate = await authority.issue(["*.rehearsal.test"]);
    const listener = new Listener("listener", 443, "HTTPS", certificate, action);
    await listener.open();
    edge.addListener(listener);
    const rig: Http2Rig = new Http2Rig(edge, listener, authority.root.cert);
    for (const arn of ["group", "other"]) {
      const group = new TargetGroup(
        arn,
        { healthCheck, deregistrationDelay: 10, ...settings },
        timing,
      );
      group.attach("listener", "edge");
      rig.groups[arn] = group;
    }
    return rig;
  }

  /** A target that speaks HTTP/2, once it is healthy. */
  http2(id: string, serve: Serve, arn = "group"): Promise<void> {
    const server = createServer();
    server.on("stream", (stream, headers) => {
      stream.on("error", () => undefined);
      if (headers[":path"] === "/health") return void stream.respond({}, { endStream: true });
      serve(stream, headers);
    });
    return this.join(id, server, arn);
  }

  /** The same of HTTP/1.1. */
  http1(id: string, serve: RequestListener, arn = "group"): Promise<void> {
    const server = createHttp1Server((request, response) =>
      request.url === "/health" ? void response.end() : serve(request, response),
    );
    return this.join(id, server, arn);
  }

  private async join(id: string, server: Http2Server | Server, arn: string): Promise<void> {
    this.closables.push(server);
    await this.register(id, await listen(server), arn);
  }

  async register(id: string, localPort: number, arn = "group"): Promise<void> {
    const group = this.groups[arn]!;
    group.register({ id, port: 80, localPort });
    const state = () => group.describe().find(({ target }) => target === `${id}:80`)?.state;
    await until(`${id} is healthy`, () => state() === "healthy");
  }

  connect(): ClientHttp2Session {
    const session = connect(`https://127.0.0.1:${this.listener.localPort}`, {
      ...{ servername: host, ca: this.ca },
    });
    session.on("error", () => undefined);
    this.sessions.push(session);
    return session;
  }

  stop(): void {
    for (const session of this.sessions) session.destroy();
    this.edge.close();
    for (const group of Object.values(this.groups)) group.close();
    for (const server of this.closables) server.close();
  }
}

export const forwardTo = (...arns: string[]): Action => ({
  type: "forward",
  targets: arns.map((arn) => ({ arn, weight: 1 })),
});

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  trailers: IncomingHttpHeaders;
  body: string;
}

/** Sends it on the connection; throws if the stream is reset. */
export async function ask(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders = {},
  body?: string,
): Promise<Answer> {
  const stream = session.request({ ":path": "/", ":authority": host, ...headers });
  let trailers: IncomingHttpHeaders = {};
  stream.on("trailers", (found: IncomingHttpHeaders) => (trailers = found));
  stream.end(body);
  const [found] = (await once(stream, "response")) as [IncomingHttpHeaders & { ":status": number }];
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return {
    status: found[":status"],
    headers: found,
    trailers,
    body: Buffer.concat(chunks).toString(),
  };
}
