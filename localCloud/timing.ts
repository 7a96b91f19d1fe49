import { setTimeout as sleep } from "node:timers/promises";

/** Waits of AWS's side, `timeScale` times faster than AWS. TTL and propagation do not go through here. */
export class Timing {
  constructor(readonly timeScale: number) {}

  /** Milliseconds here for what takes `seconds` on AWS. */
  ms(seconds: number): number {
    return (seconds * 1000) / this.timeScale;
  }

  async wait(seconds: number): Promise<void> {
    await sleep(this.ms(seconds));
  }
}
