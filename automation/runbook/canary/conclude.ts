import type { StepFailed } from "../../world/errors";
import type { Progress } from "../progress";
import type { Run } from "../run";
import { canaryResult, describeCanary } from "./result";
import type { Watched } from "./watch";

/**
 * Keeps what each canary has shown for the result and history.
 * @param failure what ended it, other than its metrics
 */
export function conclude(
  run: Run,
  { canary = {}, canaryIsEarly }: Pick<Progress, "canary" | "canaryIsEarly">,
  watched: readonly Watched[],
  failure?: StepFailed,
): void {
  const reasons = failure ? [failure.what, ...failure.reasons] : [];
  for (const { name, percent } of watched) {
    const baking = canary[name];
    if (!baking) continue;
    const asPlanned = !canaryIsEarly && !failure;
    const result = canaryResult(name, baking, { percent, asPlanned, reasons });
    run.measured.canary.push(result);
    run.ports.reporter.note(describeCanary(result));
  }
}
