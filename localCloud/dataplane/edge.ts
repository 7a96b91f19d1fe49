import type { IncomingMessage, ServerResponse } from "node:http";
import type { Metrics } from "../metrics/metrics";
import { RequestMetrics } from "../metrics/requestMetrics";
import type { Timing } from "../timing";
import { Capacity } from "./capacity";
import { forward, type ForwardSettings } from "./forward";
import { Listener } from "./listener";
import type { Action, RequestLine, WeightedTarget } from "./rules";
import { Random } from "../random";
import type { TargetGroup } from "./targetGroup";
import { TrafficCounter } from "./traffic";

export interface EdgeSettings extends ForwardSettings {
  /** Seconds for which a client may keep one connection. */
  clientKeepAlive: number;
}

/** An answer that the load balancer generated because no target could give one. */
export interface EdgeError {
  at: string;
  host: string;
  path: string;
  status: number;
  reason: string;
}

const rememberedErrors = 100;

/** One application load balancer: its listeners, and the path of a request to a target. */
export class Edge {
  private readonly random = new Random(1);
  readonly traffic = new TrafficCounter();
  readonly capacity = new Capacity();
  readonly errors: EdgeError[] = [];
  readonly listeners = new Map<string, Listener>();
  /** A fault ordered by a test. */
  weighsEvenly = false;
  /** When its reserved capacity was lowered, in the last day. */
  decreasesMs: number[] = [];

  constructor(
    readonly arn: string,
    readonly dnsName: string,
    /** Its addresses in DNS; the listeners actually bind elsewhere. */
    readonly addresses: string[],
    public settings: EdgeSettings,
    private readonly timing: Timing,
    private readonly targetGroup: (arn: string) => TargetGroup | undefined,
    private readonly metrics: Metrics,
  ) {}

  addListener(listener: Listener): void {
    listener.onRequest = (request, response) => this.serve(listener, request, response);
    listener.limitIdle(this.settings.idleTimeout * 1000);
    this.listeners.set(listener.arn, listener);
  }

  /** Local port of the listener on `port`; undefined if there is none. */
  localPort(port: number): number | undefined {
    return [...this.listeners.values()].find((listener) => listener.port === port)?.localPort;
  }

  changeSettings(settings: EdgeSettings): void {
    this.settings = settings;
    for (const listener of this.listeners.values()) {
      listener.limitIdle(settings.idleTimeout * 1000);
    }
  }

  close(): void {
    for (const listener of this.listeners.values()) listener.close();
  }

  private serve(listener: Listener, request: IncomingMessage, response: ServerResponse): void {
    const { host = "", ...headers } = request.headers;
    const url = request.url ?? "/";
    const path = url.split("?", 1)[0] ?? url;
    this.traffic.count(host.split(":", 1)[0] ?? host);
    if (this.isKeptTooLong(request)) response.setHeader("connection", "close");
    const source = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    const line: RequestLine = { host, path, header: (name) => headerValue(headers[name]), source };
    if (this.capacity.admits()) this.act(listener.route(line), listener, request, response);
    else this.fail(request, response, 503, "the load balancer has not grown yet");
  }

  /** The last answer before the limit announces the close, so no request is lost to a closed connection. */
  private isKeptTooLong({ socket }: IncomingMessage): boolean {
    const openMs = Date.now() - Listener.openedAtMs(socket);
    return openMs > this.timing.ms(this.settings.clientKeepAlive);
  }

  /** Each request by itself: there is no stickiness. */
  private drawn(given: readonly WeightedTarget[]): string {
    const targets = this.weighsEvenly ? given.map((one) => ({ ...one, weight: 1 })) : given;
    const total = targets.reduce((sum, { weight }) => sum + weight, 0);
    let left = this.random.next() * total;
    return (targets.find(({ weight }) => (left -= weight) < 0) ?? targets[0])!.arn;
  }

  private act(
    action: Action,
    listener: Listener,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    switch (action.type) {
      case "forward":
        return this.forwardTo(this.drawn(action.targets), request, response);
      case "fixed-response":
        response.writeHead(action.statusCode, { "content-type": action.contentType });
        response.end(action.messageBody);
        return;
      case "redirect":
        response.writeHead(action.statusCode, { location: location(action, listener, request) });
        response.end();
        return;
    }
  }

  private forwardTo(arn: string, request: IncomingMessage, response: ServerResponse): void {
    const counts = new RequestMetrics(this.metrics, this.arn, arn);
    const fail = (status: number, reason: string) => {
      counts.answeredByItself(status);
      this.fail(request, response, status, reason);
    };
    const target = this.targetGroup(arn)?.pick();
    if (!target) return fail(503, "no registered target");
    forward(request, response, { target, counts }, this.settings, (status, reason) =>
      fail(status, `${target.key}: ${reason}`),
    );
  }

  private fail(
    request: IncomingMessage,
    response: ServerResponse,
    status: number,
    reason: string,
  ): void {
    const { headers, url = "/" } = request;
    const error = { host: headers.host ?? "", path: url, status, reason };
    this.errors.unshift({ at: new Date().toISOString(), ...error });
    this.errors.length = Math.min(this.errors.length, rememberedErrors);
    // A request that was not read to its end would block the next one on the connection.
    const closing = status === 408 ? { connection: "close" } : {};
    const own = { server: "awselb/2.0", "content-type": "text/html" };
    response.writeHead(status, { ...own, ...closing });
    response.end(`<html><head><title>${status}</title></head></html>\r\n`);
  }
}

function headerValue(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(", ") : value;
}

/** `#{host}` and the like are replaced by that part of the request. */
function location(
  action: Extract<Action, { type: "redirect" }>,
  listener: Listener,
  { url = "/", headers }: IncomingMessage,
): string {
  const [path = "/", query = ""] = url.split("?");
  const parts: Record<string, string> = {
    protocol: listener.protocol.toLowerCase(),
    host: headers.host?.split(":")[0] ?? "",
    port: String(listener.port),
    path: path.replace(/^\//, ""),
    query,
  };
  const fill = (template: string) =>
    template.replace(/#\{(\w+)\}/g, (_whole, part: string) => parts[part] ?? "");
  const port = fill(action.port);
  const search = fill(action.query);
  return (
    `${fill(action.protocol).toLowerCase()}://${fill(action.host)}:${port}${fill(action.path)}` +
    (search ? `?${search}` : "")
  );
}
