import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import { createServer as createTlsServer, Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import { listen } from "../ports";
import type { Certificate, KeyPair } from "./certificateAuthority";
import { type Action, compileRules, type Router, type Rule } from "./rules";

const openedAt = new WeakMap<Socket, number>();

/** One port of a load balancer and its rules. */
export class Listener {
  readonly rules = new Map<string, Rule>();
  /** Certificates besides the default one, by ARN. */
  readonly certificates = new Map<string, Certificate>();
  localPort = 0;
  onRequest: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  private readonly server: Server;
  private router: Router;

  constructor(
    readonly arn: string,
    readonly port: number,
    readonly protocol: "HTTP" | "HTTPS",
    certificate: KeyPair | undefined,
    private defaultAction: Action,
  ) {
    const onRequest = (request: IncomingMessage, response: ServerResponse) =>
      this.onRequest(request, response);
    this.server = certificate
      ? createTlsServer(
          {
            ...certificate,
            ALPNProtocols: ["http/1.1"],
            // Without a context, the default certificate is presented.
            SNICallback: (name, done) => done(null, this.contextFor(name)),
          },
          onRequest,
        )
      : createServer(onRequest);
    this.server.requestTimeout = 0;
    this.server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      this.onRequest(request, responseOn(socket, request));
    });
    this.server.on(certificate ? "secureConnection" : "connection", (socket: Socket) =>
      openedAt.set(socket, Date.now()),
    );
    this.router = compileRules([], defaultAction);
  }

  /** When the client's connection was opened, in milliseconds since the epoch. */
  static openedAtMs(socket: Socket): number {
    return openedAt.get(socket) ?? Date.now();
  }

  async open(): Promise<void> {
    this.localPort = await listen(this.server);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** For requests as well as between them. In real seconds: a process that stalls is not idle. */
  limitIdle(ms: number): void {
    this.server.keepAliveTimeout = ms;
    this.server.timeout = ms;
  }

  setCertificate(certificate: KeyPair): void {
    if (this.server instanceof TlsServer) this.server.setSecureContext(certificate);
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
