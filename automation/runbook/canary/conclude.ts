import type { StepFailed } from "../../world/errors";
import type { Progress } from "../progress";
import type { Run } from "../run";
import { canaryResult, describeCanary } from "./result";
import { reasonsOf, type Watched } from "./watch";

/**
 * Keeps what each canary has shown for the result and history. All services move together, so what is found against
 * one of them ends the canaries of the others.
 * @param failure what ended them, other than their metrics
 */
export function conclude(
  run: Run,
  { canary = {}, canaryIsEarly }: Pick<Progress, "canary" | "canaryIsEarly">,
  watched: readonly Watched[],
  failure?: StepFailed,
): void {
  const failed = failure ? [failure.what, ...failure.reasons] : [];
  for (const { name, percent } of watched) {
    const baking = canary[name];
    if (!baking) continue;
    const others = watched.filter((one) => one.name !== name);
    const reasons = [...failed, ...others.flatMap((one) => reasonsOf(canary, one))];
    const result = canaryResult(name, baking, { percent, asPlanned: !canaryIsEarly, reasons });
    run.measured.canary.push(result);
    run.ports.reporter.note(describeCanary(result));
  }
}
