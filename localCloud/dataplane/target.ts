import type { Duplex } from "node:stream";
import { Pool } from "undici";
import { Http2Origin } from "./http2/origin";

/** Where a task listens: the address AWS would show, and the port that is really used. */
export interface TargetAddress {
  /** IP address, or instance id. */
  id: string;
  port: number;
  /** Port on 127.0.0.1. */
  localPort: number;
  /** Where other ports of the task are on 127.0.0.1. */
  otherPorts?: ReadonlyMap<number, number>;
  /** Whether security groups let a load balancer, by its ARN, reach a port; absent: every port. */
  admits?: (loadBalancerArn: string, port: number) => boolean;
}

/** A registered target: its connections and its health. */
export class Target {
  readonly pool: Pool;
  /** Of a target that speaks HTTP/2. */
  readonly origin: Http2Origin;
  /** Since when it gets a growing share, in milliseconds since the epoch; undefined: its whole share. */
  slowSinceMs: number | undefined;
  /** Of a turn, while it gets only a share of its turns. */
  credit = 0;
  /** Requests in flight, and streams that are open. */
  inFlight = 0;
  /** Connections that no longer speak HTTP. */
  readonly upgraded = new Set<Duplex>();
  draining = false;
  checks = { state: "initial" as "initial" | "healthy" | "unhealthy", passes: 0, failures: 0 };
  reason = {
    code: "Elb.RegistrationInProgress",
    description: "Target registration is in progress",
  };
  timer: NodeJS.Timeout | undefined;

  constructor(
    readonly address: TargetAddress,
    idleTimeoutMs: number,
    readonly speaks: "http1" | "http2" | "grpc" = "http1",
  ) {
    this.origin = new Http2Origin(address.localPort);
    this.pool = new Pool(`http://127.0.0.1:${address.localPort}`, {
      pipelining: 1,
      connect: { timeout: 10_000 },
      keepAliveTimeout: idleTimeoutMs,
    });
  }

  get key(): string {
    return targetKey(this.address);
  }

  /** Closes open connections. */
  close(): void {
    clearTimeout(this.timer);
    void this.pool.destroy();
    this.origin.close();
    for (const stream of this.upgraded) stream.destroy();
  }
}

export function targetKey({ id, port }: { id: string; port: number }): string {
  return `${id}:${port}`;
}
