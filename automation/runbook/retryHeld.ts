import { DeployError } from "../world/errors";
import type { Ports } from "../world/ports";
import { steadyMs } from "./waitUntil";

/** Longer than the `up` of a `promote`. */
const patienceMs = 120_000;

/**
 * During a canary `promote` runs beside the release's deployer, and both apply `up`s. Who comes second tries again, as
 * long as `mayRetry` says that the environment is still as expected.
 */
export async function retryHeld<T>(
  { clock, observer }: Pick<Ports, "clock" | "observer">,
  act: () => Promise<T>,
  mayRetry: () => Promise<boolean>,
): Promise<T> {
  const deadlineMs = steadyMs(clock) + patienceMs;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const isHeld = error instanceof DeployError && error.kind === "held";
      if (!isHeld || steadyMs(clock) >= deadlineMs || !(await mayRetry())) throw error;
    }
    await clock.sleep(observer.pollMs);
  }
}
