import { createServer, type RequestListener, type Server as HttpServer } from "node:http";
import { createServer as createHttp2Server, type Http2Server, type Http2Session } from "node:http2";
import type { Socket } from "node:net";
import { serveGrpc } from "./grpc";

/** A port that is served, in the protocol that the environment names. */
export interface Served {
  listen(port: number): void;
  /** Accepts no new connections, and resolves once its requests have ended. */
  stop(): Promise<void>;
}

export function served(serve: RequestListener, upgrade: Upgrade): Served {
  const { SPEAKS: speaks } = process.env;
  if (speaks === "http2") return overHttp2(createHttp2Server(serve as never));
  if (speaks !== "grpc") return overHttp1(createServer(serve), upgrade);
  const server = createHttp2Server();
  server.on("stream", (stream, headers) => serveGrpc(stream, headers[":path"] ?? ""));
  return overHttp2(server);
}

type Upgrade = (request: Parameters<RequestListener>[0], socket: Socket, head: Buffer) => void;

const address = "127.0.0.1";

function overHttp1(server: HttpServer, upgrade: Upgrade): Served {
  // Longer than a load balancer's idle timeout (60 s): otherwise it could send a request on a
  // connection that the service is just closing.
  server.keepAliveTimeout = 65_000;
  server.on("upgrade", upgrade);
  return {
    listen: (port) => void server.listen(port, address),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function overHttp2(server: Http2Server): Served {
  const sessions = new Set<Http2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => undefined);
    session.on("close", () => sessions.delete(session));
  });
  return {
    listen: (port) => void server.listen(port, address),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.close();
      }),
  };
}
