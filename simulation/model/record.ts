import type { RecordPlace } from "../../release/routing";
import type { VirtualTime } from "./time";
import { timings } from "./timings";

interface Server {
  name: string;
  answer: RecordPlace | null;
  /** Which change of the record this server has. */
  version: number;
  lagMs: number;
  stuckUntilMs: number;
  silentUntilMs: number;
}

/** A production name: its record, and the authoritative servers that learn of a change one by one. */
export class ProductionName {
  /** Where the record leads, according to the API. */
  record: RecordPlace | null = null;
  readonly servers: Server[] = timings.serverLagMs.map((lagMs, index) => ({
    name: `ns${index + 1}`,
    answer: null,
    version: 0,
    lagMs,
    stuckUntilMs: 0,
    silentUntilMs: 0,
  }));
  /** When the last server stopped answering with this place; -Infinity: none ever did. */
  private readonly lastAnsweredMs: Record<RecordPlace, number> = {
    ...{ blue: -Infinity, green: -Infinity, origin: -Infinity },
  };
  private version = 0;
  private inSyncAtMs = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly changed: (what: string) => void,
  ) {}

  set(edge: RecordPlace | null): void {
    if (this.record === edge) return;
    this.record = edge;
    const version = ++this.version;
    for (const server of this.servers) this.inform(server, version, edge, server.lagMs);
  }

  /** The record and all servers have been like this for long. */
  setLongAgo(edge: RecordPlace | null): void {
    this.record = edge;
    for (const server of this.servers) server.answer = edge;
  }

  isAnswered(edge: RecordPlace): boolean {
    return this.servers.some(({ answer }) => answer === edge);
  }

  /** A client that honours the TTL may hold this load balancer's address now. */
  mayBeHeld(edge: RecordPlace): boolean {
    return (
      this.isAnswered(edge) ||
      this.time.nowMs - this.lastAnsweredMs[edge] < timings.ttlSeconds * 1000
    );
  }

  /** A client that never resolves again may hold this load balancer's address now. */
  mayBeHeldForEver(edge: RecordPlace): boolean {
    return this.isAnswered(edge) || this.lastAnsweredMs[edge] !== -Infinity;
  }

  /** What `GetChange` reports about the latest change: every server has it. */
  get inSync(): boolean {
    return this.servers.every(({ version }) => version === this.version);
  }

  /** As far as can be known now; at least 1. */
  get msUntilInSync(): number {
    return Math.max(1, this.inSyncAtMs - this.time.nowMs);
  }

  private inform(server: Server, version: number, edge: RecordPlace | null, lagMs: number): void {
    const waitMs = Math.max(lagMs, server.stuckUntilMs - this.time.nowMs);
    this.inSyncAtMs = Math.max(this.inSyncAtMs, this.time.nowMs + waitMs);
    this.time.after(waitMs, () => {
      if (server.stuckUntilMs > this.time.nowMs) return this.inform(server, version, edge, 0);
      if (server.version >= version) return;
      server.version = version;
      const before = server.answer;
      if (before && before !== edge) this.lastAnsweredMs[before] = this.time.nowMs;
      server.answer = edge;
      this.changed(`a name server answers ${edge ?? "nothing"}`);
    });
  }
}
