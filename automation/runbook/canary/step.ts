import { roundMinutes, sharesOf } from "../../../release/canary";
import { canarySteps } from "../../course/canaried";
import { alarmsSinceStart } from "../alarms";
import { StepFailed } from "../../world/errors";
import { partsOf } from "../../world/environment";
import type { Progress } from "../progress";
import type { Run } from "../run";
import { steadyMs } from "../waitUntil";
import { requireWellCandidates } from "./candidate";

/**
 * Returns once the shares have served for their minutes. Throws StepFailed when a candidate becomes unhealthy, or
 * an alarm goes off.
 */
export async function bake(run: Run, progress: Progress): Promise<void> {
  const { clock, observer, reporter, stack } = run.ports;
  const { environment } = progress;
  const current = environment.release.current!;
  const shares = sharesOf(current);
  if (Object.keys(shares).length === 0) return;
  const minutes = roundMinutes(shares, canarySteps(stack.settings, environment.release));
  const deadlineMs = steadyMs(clock) + minutes * 60_000;
  const parts = partsOf(run.ports, environment, current);
  for (;;) {
    await requireWellCandidates(run, progress);
    const alarms = await alarmsSinceStart(run, progress, parts);
    if (alarms.length > 0) throw new StepFailed("an alarm went into ALARM in the canary", alarms);
    const remainingMs = deadlineMs - steadyMs(clock);
    if (remainingMs <= 0) return;
    const all = Object.entries(shares).map(([name, share]) => `${share} % of ${name}`);
    reporter.waiting(`the canary with ${all.join(", ")}`, remainingMs / 1000);
    await clock.sleep(Math.min(observer.pollMs, remainingMs));
  }
}
