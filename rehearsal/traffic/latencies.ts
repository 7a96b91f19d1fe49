import type { Latency } from "./trafficReport";

/** Counts of whole milliseconds: exact enough for percentiles, and constant in size. */
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

  /** Smallest number of milliseconds within which at least this share of requests was answered. */
  #percentile(part: number): number | null {
    let seen = 0;
    for (let ms = 0; ms < this.#counts.length; ms++) {
      seen += this.#counts[ms] ?? 0;
      if (seen > 0 && seen >= part * this.#total) return ms;
    }
    return null;
  }
}

/** Latencies of one version, over all and second by second. */
export class VersionLatencies {
  readonly #all = new Latencies();
  readonly #seconds = new Map<number, Latencies>();

  add(second: number, ms: number): void {
    const own = this.#seconds.get(second) ?? new Latencies();
    this.#seconds.set(second, own);
    for (const one of [own, this.#all]) one.add(ms);
  }

  report() {
    const seconds = [...this.#seconds].sort(([one], [other]) => one - other);
    return {
      ...this.#all.summary(),
      seconds: seconds.map(([second, latencies]) => ({ second, ...latencies.summary() })),
    };
  }
}
