import { setTimeout as sleep } from "node:timers/promises";

/**
 * Durations on AWS's side, `timeScale` times faster than on AWS. TTL and propagation are not scaled
 * here.
 */
export class Timing {
  constructor(readonly timeScale: number) {}

  /** Milliseconds here for something that takes `seconds` on AWS. */
  ms(seconds: number): number {
    return (seconds * 1000) / this.timeScale;
  }

  async wait(seconds: number): Promise<void> {
    await sleep(this.ms(seconds));
  }
}
