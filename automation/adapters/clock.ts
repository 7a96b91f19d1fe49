import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../world/ports";

/** The machine's clock. A sleep rejects with the signal's reason as soon as `signal` is aborted. */
export function systemClock(signal: AbortSignal): Clock {
  return {
    nowMs: () => Date.now(),
    monotonicSeconds: () => performance.now() / 1000,
    newId: () => `r-${randomUUID().slice(0, 8)}`,
    sleep: async (ms) => {
      signal.throwIfAborted();
      await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
    },
  };
}
