import type { Latency } from "./trafficReport";

/** Counts of whole milliseconds: exact enough for percentiles, and of constant size. */
export class Latencies {
  readonly #counts: number[] = [];
  #total = 0;

  add(ms: number): void {
    const whole = Math.max(0, Math.round(ms));
    this.#counts[whole] = (this.#counts[whole] ?? 0) + 1;
    this.#total++;
  }

  summary(): Latency {
    return { medianMs: this.#percentile(0.5), p99Ms: this.#percentile(0.99) };
  }

  /** Smallest number of milliseconds that at least this part of all stayed within. */
  #percentile(part: number): number | null {
    let seen = 0;
    for (let ms = 0; ms < this.#counts.length; ms++) {
      seen += this.#counts[ms] ?? 0;
      if (seen > 0 && seen >= part * this.#total) return ms;
    }
    return null;
  }
}
