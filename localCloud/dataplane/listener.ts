import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  ServerResponse,
} from "node:http";
import { createServer as createHttp2Server, type Http2Server, type Http2Session } from "node:http2";
import { createServer as createNetServer, type Server as NetServer, type Socket } from "node:net";
import {
  createSecureContext,
  createServer as createTlsServer,
  type SecureContext,
  type Server as TlsServer,
} from "node:tls";
import { listen } from "../ports";
import type { Certificate, KeyPair } from "./certificateAuthority";
import type { ClientRequest } from "./clientRequest";
import { anyClients } from "./clients";
import { Http1Request } from "./http1Request";
import { Http2Request } from "./http2/http2Request";
import { type Action, compileRules, type Router, type Rule } from "./rules";

const openedAt = new WeakMap<Socket, number>();

/** As AWS sets it for each connection of a client. */
const mostStreams = 128;

/** One port of a load balancer and its rules. With TLS, clients choose between HTTP/1.1 and HTTP/2. */
export class Listener {
  readonly rules = new Map<string, Rule>();
  /** Certificates besides the default one, by ARN. */
  readonly certificates = new Map<string, Certificate>();
  localPort = 0;
  /** On the IPv6 loopback address; undefined: it does not listen there. */
  localIpv6Port: number | undefined;
  onRequest: (request: ClientRequest) => void = () => {};
  private readonly http1: HttpServer;
  private readonly http2: Http2Server;
  /** Undefined: what comes in is HTTP/1.1 without TLS. */
  private readonly tls: TlsServer | undefined;
  private readonly sockets = new Set<Socket>();
  private ipv6: NetServer | undefined;
  private idleMs = 0;
  private router: Router;

  constructor(
    readonly arn: string,
    readonly port: number,
    readonly protocol: "HTTP" | "HTTPS",
    certificate: KeyPair | undefined,
    private defaultAction: Action,
    private readonly clients = anyClients,
  ) {
    this.http1 = this.makeHttp1();
    this.http2 = this.makeHttp2();
    this.tls = certificate && this.makeTls(certificate);
    this.accepting.on("connection", (socket: Socket) => this.accept(socket));
    this.router = compileRules([], defaultAction);
  }

  async open(): Promise<void> {
    this.localPort = await listen(this.accepting);
  }

  /** What comes in there is served as on the other address. */
  async openIpv6(): Promise<void> {
    const server = createNetServer((socket) => void this.accepting.emit("connection", socket));
    this.localIpv6Port = await listen(server, 0, "::1");
    this.ipv6 = server;
  }

  closeIpv6(): void {
    this.ipv6?.close();
    this.localIpv6Port = undefined;
  }

  close(): void {
    this.closeIpv6();
    this.accepting.close();
    for (const socket of this.sockets) socket.destroy();
  }

  /** For requests as well as between them. In real seconds: a process that stalls is not idle. */
  limitIdle(ms: number): void {
    this.http1.keepAliveTimeout = ms;
    this.http1.timeout = ms;
    this.idleMs = ms;
  }

  /** As on AWS, what the rules of security groups admit is asked once: a connection that is open stays. */
  private accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
    // Without an answer. AWS drops the packets, so there the client would wait for its own timeout.
    if (!this.clients.admits(this.clients.addressOf(socket))) socket.destroy();
  }

  private get accepting(): NetServer {
    return this.tls ?? this.http1;
  }

  private makeHttp1(): HttpServer {
    const source = ({ socket }: IncomingMessage) => this.clients.addressOf(socket);
    const take = (request: IncomingMessage, response: ServerResponse) =>
      this.onRequest(
        new Http1Request(request, response, source(request), openedAtMs(request.socket)),
      );
    const server = createServer(take);
    server.requestTimeout = 0;
    server.on("connection", noteOpened);
    server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      take(request, responseOn(socket, request));
    });
    return server;
  }

  private makeHttp2(): Http2Server {
    const server = createHttp2Server({ settings: { maxConcurrentStreams: mostStreams } });
    const opened = new WeakMap<Http2Session, number>();
    server.on("session", (session) => {
      opened.set(session, Date.now());
      session.on("error", () => undefined);
      session.setTimeout(this.idleMs, () => session.close());
    });
    server.on("stream", (stream, headers) => {
      const openedMs = (stream.session && opened.get(stream.session)) ?? Date.now();
      const source = this.clients.addressOf(stream.session?.socket ?? {});
      this.onRequest(new Http2Request(stream, headers, source, openedMs));
    });
    return server;
  }

  /** Decrypts, and hands over by what the client has agreed to. */
  private makeTls(certificate: KeyPair): TlsServer {
    const server = createTlsServer(
      {
        ...certificate,
        ALPNProtocols: ["h2", "http/1.1"],
        // Without a context, the default certificate is presented.
        SNICallback: (name, done) => done(null, this.contextFor(name)),
      },
      (socket) =>
        void (socket.alpnProtocol === "h2" ? this.http2 : this.http1).emit("connection", socket),
    );
    server.on("tlsClientError", (_error, socket) => socket.destroy());
    return server;
  }

  setCertificate(certificate: KeyPair): void {
    this.tls?.setSecureContext(certificate);
  }

  private contextFor(name: string): SecureContext | undefined {
    const wildcard = name.replace(/^[^.]+/, "*");
    const all = [...this.certificates.values()];
    const found =
      all.find(({ names }) => names.includes(name)) ??
      all.find(({ names }) => names.includes(wildcard));
    return found && createSecureContext({ key: found.key, cert: found.cert });
  }

  get route(): Router {
    return this.router;
  }

  setDefaultAction(action: Action): void {
    this.defaultAction = action;
    this.compile();
  }

  setRule(arn: string, rule: Rule | undefined): void {
    if (rule) this.rules.set(arn, rule);
    else this.rules.delete(arn);
    this.compile();
  }

  private compile(): void {
    this.router = compileRules([...this.rules.values()], this.defaultAction);
  }
}

function noteOpened(socket: Socket): void {
  openedAt.set(socket, Date.now());
}

/** When the client's connection was opened, in milliseconds since the epoch. */
function openedAtMs(socket: Socket): number {
  return openedAt.get(socket) ?? Date.now();
}

/** Node.js hands over a request for another protocol without a response, which a refusal needs. */
function responseOn(socket: Socket, request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  socket.on("error", () => socket.destroy());
  socket.on("timeout", () => response.emit("timeout", socket));
  response.on("finish", () => socket.end());
  return response;
}
