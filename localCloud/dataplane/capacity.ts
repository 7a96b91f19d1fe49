/** Requests per second that an idle load balancer takes. Far fewer than on AWS: a rehearsal sends few. */
const coldPerSecond = 30;
/** In each second in which at least half of the capacity was asked for, it grows this much. */
const growth = 1.2;

/**
 * What a load balancer can take at once, which grows with what it is asked for, as AWS's does within minutes. It counts
 * from the start, and turns requests away only while it is limited.
 */
export class Capacity {
  private limit = Infinity;
  private second = 0;
  private asked = 0;
  private askedBefore = 0;

  constructor(private readonly nowMs: () => number = Date.now) {}

  /** Requests per second that it takes now. */
  get perSecond(): number {
    return this.limit;
  }

  /** From now on it is as warm as its load has made it: it takes twice as much as in the last second. */
  set isLimited(on: boolean) {
    this.advance();
    this.limit = on ? Math.max(coldPerSecond, 2 * this.askedBefore) : Infinity;
  }

  /** Whether it takes one more request. */
  admits(): boolean {
    this.advance();
    this.asked++;
    return this.asked <= this.limit;
  }

  private advance(): void {
    const second = Math.floor(this.nowMs() / 1000);
    if (second === this.second) return;
    if (this.asked >= this.limit / 2) this.limit *= growth;
    this.askedBefore = second === this.second + 1 ? this.asked : 0;
    this.second = second;
    this.asked = 0;
  }
}
