import type { Duplex } from "node:stream";
import { Pool } from "undici";

/** Where a task listens: the address AWS would show, and the port that is really used. */
export interface TargetAddress {
  /** IP address, or instance id. */
  id: string;
  port: number;
  /** Port on 127.0.0.1. */
  localPort: number;
}

/** A registered target: its connections and its health. */
export class Target {
  readonly pool: Pool;
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
  ) {
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
    for (const stream of this.upgraded) stream.destroy();
  }
}

export function targetKey({ id, port }: { id: string; port: number }): string {
  return `${id}:${port}`;
}
