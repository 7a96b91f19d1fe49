import type { Clock, Ports } from "../world/ports";
import type { Pointing } from "../world/environment";
import { QuestionFailed, StepFailed } from "../world/errors";

export interface Wait {
  /** What has to become true, such as `users green is healthy`. */
  what: string;
  /** In milliseconds on the steady clock; the wait fails after it. */
  deadlineMs: number;
  /** Why it is not true yet; empty once it is. */
  probe: () => Promise<string[]>;
  /** Whether the reasons are such that waiting can't help: then the wait fails at once. */
  hopeless?: () => boolean;
  /** Called before the first pause; throws when this run must not wait. */
  mayWait?: (() => Promise<void>) | undefined;
}

/** What a single look finds wrong may be over in a moment: a target in its first health checks, a lost packet. */
export const shortWaitSeconds = 10;

/**
 * Milliseconds on a monotonic clock. All waits use it: if the wall clock jumped, a drain timed by it could
 * end early.
 */
export function steadyMs(clock: Clock): number {
  return clock.monotonicSeconds() * 1000;
}

/**
 * Waits until a check of a name finds nothing wrong; returns what could not be verified, one line
 * each.
 */
export async function untilNamed(
  ports: Ports,
  wait: Pick<Wait, "what" | "mayWait">,
  look: () => Promise<Pointing>,
): Promise<string[]> {
  let unseen: string[] = [];
  await waitUntil(ports, {
    ...wait,
    deadlineMs: steadyMs(ports.clock) + ports.stack.settings.dnsSeconds * 1000,
    probe: async () => {
      const found = await look();
      unseen = found.unseen;
      return found.problems;
    },
  });
  return unseen;
}

/** Polls until the probe returns no reason; throws StepFailed with the last reasons after the deadline. */
export async function waitUntil({ clock, reporter, observer }: Ports, wait: Wait): Promise<void> {
  for (let first = true; ; first = false) {
    const reasons = await wait.probe();
    if (reasons.length === 0) return;
    const remainingMs = wait.deadlineMs - steadyMs(clock);
    if (remainingMs <= 0 || wait.hopeless?.()) {
      throw new StepFailed(`timed out waiting until ${wait.what}`, reasons);
    }
    if (first) await wait.mayWait?.();
    reporter.waiting(`${wait.what}: ${reasons[0]}`, remainingMs / 1000);
    await clock.sleep(Math.min(observer.pollMs, remainingMs));
  }
}

/** Waits in the same way, and returns what is still wrong at the end: a single look may see the world in motion. */
export async function lastingProblems(ports: Ports, wait: Wait): Promise<string[]> {
  try {
    await waitUntil(ports, wait);
    return [];
  } catch (error) {
    // A question that got no answer says nothing of what was asked for.
    if (!(error instanceof StepFailed) || error instanceof QuestionFailed) throw error;
    return [...error.reasons];
  }
}
