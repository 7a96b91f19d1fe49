import { createServer, type RequestListener, type Server } from "node:http";
import { Pool } from "undici";
import { CertificateAuthority } from "../../../localCloud/dataplane/certificateAuthority";
import { Edge, type EdgeSettings } from "../../../localCloud/dataplane/edge";
import { Listener } from "../../../localCloud/dataplane/listener";
import { TargetGroup } from "../../../localCloud/dataplane/targetGroup";
import { Metrics } from "../../../localCloud/metrics/metrics";
import { listen } from "../../../localCloud/ports";
import { Timing } from "../../../localCloud/timing";
import { until } from "../fixture";

export const host = "users.rehearsal.test";
export const timing = new Timing(50);
export const healthCheck = {
  path: "/health",
  matcher: "200",
  intervalSeconds: 1,
  timeoutSeconds: 50,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
};

/** Keeps this process from doing anything else. */
export function stall(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** A load balancer with one target, and a client of it. The deregistration delay is 200 ms here. */
export class EdgeRig {
  private constructor(
    readonly edge: Edge,
    readonly group: TargetGroup,
    readonly client: Pool,
    /** Of the load balancer. */
    readonly port: number,
    readonly ca: string,
    /** The time as the metrics see it. */
    readonly clock: { nowMs: number },
    private readonly metrics: Metrics,
    private readonly server: Server,
    private readonly received: () => number,
  ) {}

  /** Until the target has this many requests. */
  reached(requests: number): Promise<void> {
    return until("they have reached the target", () => this.received() === requests);
  }

  static async start(
    settings: Pick<EdgeSettings, "idleTimeout">,
    serve: RequestListener,
    change: (server: Server) => void = () => undefined,
  ): Promise<EdgeRig> {
    const authority = await CertificateAuthority.create();
    const group = new TargetGroup("group", { healthCheck, deregistrationDelay: 10 }, timing);
    const clock = { nowMs: 0 };
    const metrics = new Metrics(60_000, () => clock.nowMs);
    const all = { clientKeepAlive: 3600, dropInvalidHeaderFields: true, ...settings };
    const edge = new Edge("edge", "edge.test", ["127.77.0.1"], all, timing, () => group, metrics);
    const certificate = await authority.issue(["*.rehearsal.test"]);
    const action = { type: "forward", targets: [{ arn: "group", weight: 1 }] } as const;
    const listener = new Listener("listener", 443, "HTTPS", certificate, action);
    await listener.open();
    edge.addListener(listener);
    group.attach("listener", "edge");
    let received = 0;
    const server = createServer((request, response) => {
      if (request.url === "/health") return void response.end();
      received++;
      serve(request, response);
    });
    change(server);
    group.register({ id: "a", port: 80, localPort: await listen(server) });
    await until("it is healthy", () => group.describe()[0]?.state === "healthy");
    const ca = authority.root.cert;
    const client = new Pool(`https://127.0.0.1:${listener.localPort}`, {
      connect: { servername: host, ca },
    });
    const port = listener.localPort;
    const known = [edge, group, client, port, ca, clock, metrics, server] as const;
    return new EdgeRig(...known, () => received);
  }

  /** Sum of a metric over the first minutes, once they can be read; undefined if nothing was counted. */
  counted(metricName: string, ofGroup = true): number | undefined {
    this.clock.nowMs = Math.max(this.clock.nowMs, 240_000);
    const dimensions = { LoadBalancer: "edge", ...(ofGroup && { TargetGroup: "group" }) };
    const metric = { namespace: "AWS/ApplicationELB", metricName, dimensions };
    const stat = metricName === "TargetResponseTime" ? "SampleCount" : "Sum";
    const read = { ...metric, stat, period: 60 };
    return [...this.metrics.read(read, { startMs: 0, endMs: 60_000 }).values()][0];
  }

  /** Takes the target out, as ECS does before it stops a task; resolves when the delay is over. */
  deregister(): Promise<void> {
    return this.group.deregister({ id: "a", port: 80 });
  }

  /** The target's port is closed, and the load balancer has not noticed yet. */
  async stopTarget(): Promise<void> {
    this.group.detach("listener");
    await new Promise((closed) => {
      this.server.close(closed).closeAllConnections();
    });
  }

  async stop(): Promise<void> {
    await this.client.destroy();
    this.edge.close();
    this.group.close();
    this.server.close().closeAllConnections();
  }
}
