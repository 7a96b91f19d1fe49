import type { Metrics } from "../metrics/metrics";
import { RequestMetrics } from "../metrics/requestMetrics";
import type { Timing } from "../timing";
import { Capacity } from "./capacity";
import { type ClientRequest, fits } from "./clientRequest";
import type { ForwardSettings } from "./forward";
import type { Listener } from "./listener";
import type { Action, RequestLine, WeightedTarget } from "./rules";
import { Random } from "../random";
import type { TargetGroup } from "./targetGroup";
import { groupCookies, heldGroup, heldTarget, targetCookies } from "./stickiness";
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
  /** Another fault. */
  sessions: "usual" | "lost" | "kept" = "usual";
  /** When it moved a sticky client whose target was not healthy any more, in milliseconds since the epoch. */
  readonly movedMs: number[] = [];
  /** Its IPv6 addresses in DNS; none: it has none. */
  ipv6Addresses: string[] = [];
  /** Its web ACL, which sees requests before any rule does. */
  blocks: (path: string) => boolean = () => false;
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

  async openIpv6(addresses: string[]): Promise<void> {
    await Promise.all([...this.listeners.values()].map((listener) => listener.openIpv6()));
    this.ipv6Addresses = addresses;
  }

  closeIpv6(): void {
    this.ipv6Addresses = [];
    for (const listener of this.listeners.values()) listener.closeIpv6();
  }

  addListener(listener: Listener): void {
    listener.onRequest = (request) => this.serve(listener, request);
    listener.limitIdle(this.settings.idleTimeout * 1000);
    this.listeners.set(listener.arn, listener);
  }

  /** Local port of the listener on `port`; undefined if there is none. */
  localPort(port: number): number | undefined {
    return this.listenerOn(port)?.localPort;
  }

  /** The same on the IPv6 loopback address. */
  localIpv6Port(port: number): number | undefined {
    return this.listenerOn(port)?.localIpv6Port;
  }

  private listenerOn(port: number): Listener | undefined {
    return [...this.listeners.values()].find((listener) => listener.port === port);
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

  private serve(listener: Listener, request: ClientRequest): void {
    const { host, url, source } = request;
    const path = url.split("?", 1)[0] ?? url;
    this.traffic.count(host.split(":", 1)[0] ?? host);
    if (this.isKeptTooLong(request)) request.moveOn();
    if (this.blocks(path)) {
      this.metrics.count("HTTPCode_ELB_4XX_Count", this.arn);
      return this.answerItself(request, 403);
    }
    const line: RequestLine = { host, path, header: (name) => request.header(name), source };
    if (this.capacity.admits()) this.act(listener.route(line), listener, request);
    else this.fail(request, 503, "the load balancer has not grown yet");
  }

  private isKeptTooLong({ openedAtMs }: ClientRequest): boolean {
    return Date.now() - openedAtMs > this.timing.ms(this.settings.clientKeepAlive);
  }

  /** Each request by itself. */
  private drawn(given: readonly WeightedTarget[]): string {
    const targets = this.weighsEvenly ? given.map((one) => ({ ...one, weight: 1 })) : given;
    const total = targets.reduce((sum, { weight }) => sum + weight, 0);
    let left = this.random.next() * total;
    return (targets.find(({ weight }) => (left -= weight) < 0) ?? targets[0])!.arn;
  }

  private act(action: Action, listener: Listener, request: ClientRequest): void {
    switch (action.type) {
      case "forward":
        return this.forwardTo(action, request);
      case "fixed-response":
        return request.answer(
          action.statusCode,
          { "content-type": action.contentType },
          action.messageBody,
        );
      case "redirect":
        return request.answer(
          action.statusCode,
          { location: location(action, listener, request) },
          "",
        );
    }
  }

  private forwardTo(action: Forward, request: ClientRequest): void {
    const { arn, cookies: ofGroup } = this.groupFor(action, request);
    const counts = new RequestMetrics(this.metrics, this.arn, arn);
    const fail = (status: number, reason: string) => {
      counts.answeredByItself(status);
      this.fail(request, status, reason);
    };
    const group = this.targetGroup(arn);
    const speaks = group?.settings.speaks ?? "http1";
    if (!fits(speaks, request)) return fail(464, `the target group speaks ${speaks}`);
    const { target, cookies: ofTarget } = this.targetIn(group, request);
    if (!target) return fail(503, "no registered target");
    const course = { target, counts, cookies: [...ofGroup, ...ofTarget] };
    request.forward(course, this.settings, (status, reason) =>
      fail(status, `${target.key}: ${reason}`),
    );
  }

  /** A client stays on a target group whatever the weights are by now, as long as the rule has it. */
  private groupFor({ targets, stickySeconds }: Forward, request: ClientRequest): Stuck {
    const nowMs = Date.now();
    const kept = this.sessions === "kept" && heldTarget(request.header("cookie"), nowMs);
    if (kept) return { arn: kept.split(" ")[0]!, cookies: [] };
    if (stickySeconds === undefined) return { arn: this.drawn(targets), cookies: [] };
    const held = heldGroup(request.header("cookie"), nowMs);
    const known = targets.find(({ arn }) => arn === held)?.arn;
    const arn = known ?? this.drawn(targets);
    return { arn, cookies: groupCookies(arn, nowMs, this.timing.ms(stickySeconds)) };
  }

  private targetIn(group: TargetGroup | undefined, request: ClientRequest) {
    const { stickySeconds } = group?.settings ?? {};
    if (!group || stickySeconds === undefined) return { target: group?.pick(), cookies: [] };
    const nowMs = Date.now();
    const place = heldTarget(request.header("cookie"), nowMs);
    const [arn, key] = (this.sessions !== "lost" && place?.split(" ")) || [];
    const target = group.pick(arn === group.arn ? key : undefined);
    if (!target) return { target, cookies: [] };
    if (arn === group.arn && key !== target.key)
      this.movedMs.push(performance.timeOrigin + performance.now());
    const forMs = this.timing.ms(stickySeconds);
    return { target, cookies: targetCookies(`${group.arn} ${target.key}`, nowMs, forMs) };
  }

  private fail(request: ClientRequest, status: number, reason: string): void {
    const error = { host: request.host, path: request.url, status, reason };
    this.errors.unshift({ at: new Date().toISOString(), ...error });
    this.errors.length = Math.min(this.errors.length, rememberedErrors);
    // A request that was not read to its end would block the next one on the connection.
    if (status === 408) request.moveOn();
    this.answerItself(request, status);
  }

  private answerItself(request: ClientRequest, status: number): void {
    const own = { server: "awselb/2.0", "content-type": "text/html" };
    request.answer(status, own, `<html><head><title>${status}</title></head></html>\r\n`);
  }
}

type Forward = Extract<Action, { type: "forward" }>;

/** Where a client goes, and what it needs to come back. */
interface Stuck {
  /** Of the target group. */
  arn: string;
  cookies: string[];
}

/** `#{host}` and the like are replaced by that part of the request. */
function location(
  action: Extract<Action, { type: "redirect" }>,
  listener: Listener,
  { url, host }: ClientRequest,
): string {
  const [path = "/", query = ""] = url.split("?");
  const parts: Record<string, string> = {
    protocol: listener.protocol.toLowerCase(),
    host: host.split(":")[0] ?? "",
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
