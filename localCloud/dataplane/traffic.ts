/** Seconds that are kept. */
const capacity = 900;

/** Counts requests by host in buckets of one second. */
export class TrafficCounter {
  private readonly byHost = new Map<string, { counts: Uint32Array; seconds: Float64Array }>();

  constructor(private readonly nowMs: () => number = Date.now) {}

  count(host: string): void {
    const second = Math.floor(this.nowMs() / 1000);
    const slot = second % capacity;
    const { counts, seconds } = this.bucketsOf(host);
    if (seconds[slot] !== second) {
      seconds[slot] = second;
      counts[slot] = 0;
    }
    counts[slot] = (counts[slot] ?? 0) + 1;
  }

  /** Requests during the last `windowSeconds`, including the current second. */
  requests(host: string, windowSeconds: number): number {
    const buckets = this.byHost.get(host);
    if (!buckets) return 0;
    const since = Math.floor(this.nowMs() / 1000) - windowSeconds;
    return buckets.counts.reduce(
      (sum, count, slot) => ((buckets.seconds[slot] ?? 0) > since ? sum + count : sum),
      0,
    );
  }

  private bucketsOf(host: string) {
    const known = this.byHost.get(host);
    if (known) return known;
    const buckets = { counts: new Uint32Array(capacity), seconds: new Float64Array(capacity) };
    this.byHost.set(host, buckets);
    return buckets;
  }
}
