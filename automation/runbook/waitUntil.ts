import type { Clock, Ports } from "../world/ports";
import { StepFailed } from "../world/errors";

export interface Wait {
  /** What is waited for, such as `users green is healthy`. */
  what: string;
  /** On the steady clock, in milliseconds; after it the wait has failed. */
  deadlineMs: number;
  /** Why it is not so yet; empty once it is. */
  probe: () => Promise<string[]>;
  /** Reasons that no waiting mends end the wait at once. */
  hopeless?: () => boolean;
  /** Asked before the first pause; who may not wait throws. */
  mayWait?: (() => Promise<void>) | undefined;
}

/**
 * Milliseconds on a clock that nobody sets. All waits use it: when the wall clock jumps, a drain by it
 * would end early.
 */
export function steadyMs(clock: Clock): number {
  return clock.monotonicSeconds() * 1000;
}

/** Polls until the probe gives no reason; throws with the last reasons when the deadline has passed. */
export async function waitUntil({ clock, reporter, observer }: Ports, wait: Wait): Promise<void> {
  for (let first = true; ; first = false) {
    const reasons = await wait.probe();
    if (reasons.length === 0) return;
    const remainingMs = wait.deadlineMs - steadyMs(clock);
    if (remainingMs <= 0 || wait.hopeless?.()) {
      throw new StepFailed(`gave up waiting until ${wait.what}`, reasons);
    }
    if (first) await wait.mayWait?.();
    reporter.waiting(`${wait.what}: ${reasons[0]}`, remainingMs / 1000);
    await clock.sleep(Math.min(observer.pollMs, remainingMs));
  }
}
