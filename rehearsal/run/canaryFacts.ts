import type { CanaryFacts, StepTime } from "../report/facts";
import { shifts } from "./scenario";

export function canaryFacts(stepTimes: readonly StepTime[]): CanaryFacts {
  const begun = stepTimes.filter(({ step }) => step === "canary");
  const served = begun.flatMap(({ servingMs, endedMs }, index) => {
    const step = shifts.steps[index];
    if (!step || servingMs === undefined || endedMs === null) return [];
    return [{ percent: step.percent, fromMs: servingMs, toMs: endedMs }];
  });
  return { percents: shifts.steps.map(({ percent }) => percent), served };
}
