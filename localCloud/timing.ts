import { setImmediate, setTimeout as sleep } from "node:timers/promises";

const shortestCheckMs = 1000;

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

  /** How long a check here may take that may take `seconds` on AWS: processes don't get faster with the time scale. */
  checkMs(seconds: number): number {
    return Math.max(this.ms(seconds), shortestCheckMs);
  }

  async wait(seconds: number): Promise<void> {
    await sleep(this.ms(seconds));
  }
}

/**
 * At a deadline: until this process has read what arrived before it. After a stall, a timer that is due fires before
 * sockets are read.
 */
export async function arrivedIsRead(): Promise<void> {
  await setImmediate();
}
