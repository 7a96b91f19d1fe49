export interface PacerOptions {
  /**
   * Time in which the rate grows from 0 to its full value, so that connections are not all opened at
   * once.
   */
  rampSeconds: number;
  /** A backlog of more than this, for example after a laptop slept, is skipped and counted. */
  maxArrearsSeconds: number;
}

/**
 * Open-loop pacing: how many requests are due depends on the time alone, never on how fast answers come.
 * A generator that waits for answers would send less exactly when something is wrong.
 */
export class Pacer {
  #sent = 0;
  #skipped = 0;

  constructor(
    private readonly ratePerSecond: number,
    private readonly startedMs: number,
    private readonly options: PacerOptions,
  ) {}

  /** Number of requests to send now. */
  due(nowMs: number): number {
    const arrears = this.#arrears(nowMs);
    const most = Math.ceil(this.ratePerSecond * this.options.maxArrearsSeconds);
    const count = Math.min(arrears, most);
    this.#skipped += arrears - count;
    this.#sent += count;
    return count;
  }

  /** Requests that were due by the end but not sent. */
  skippedUntil(endMs: number): number {
    return this.#skipped + this.#arrears(endMs);
  }

  #arrears(nowMs: number): number {
    const { rampSeconds } = this.options;
    const seconds = (nowMs - this.startedMs) / 1000;
    // Until the rate is reached, the number sent is the area of a triangle.
    const atFullRate =
      seconds < rampSeconds ? seconds ** 2 / (2 * rampSeconds) : seconds - rampSeconds / 2;
    return Math.floor(atFullRate * this.ratePerSecond) - this.#sent - this.#skipped;
  }
}
