/**
 * Open-loop pacing: how many requests are due is a matter of the time alone, never of how fast answers
 * come. A generator that waits for answers would send less exactly when something is wrong.
 */
export class Pacer {
  #sent = 0;
  #skipped = 0;

  /** Arrears of more than `maxArrearsSeconds`, as after the sleep of a laptop, are skipped and counted. */
  constructor(
    private readonly ratePerSecond: number,
    private readonly startedMs: number,
    private readonly maxArrearsSeconds = 1,
  ) {}

  /** Number of requests to send now. */
  due(nowMs: number): number {
    const arrears = this.#arrears(nowMs);
    const count = Math.min(arrears, Math.ceil(this.ratePerSecond * this.maxArrearsSeconds));
    this.#skipped += arrears - count;
    this.#sent += count;
    return count;
  }

  /** Requests that were due until the end and not sent. */
  skippedUntil(endMs: number): number {
    return this.#skipped + this.#arrears(endMs);
  }

  #arrears(nowMs: number): number {
    const wanted = Math.floor(((nowMs - this.startedMs) / 1000) * this.ratePerSecond);
    return wanted - this.#sent - this.#skipped;
  }
}
