import { defaultOptions } from "../../localCloud/options";
import type { CanaryFacts, StepTime } from "../report/facts";
import { shifts } from "./scenario";

/** @param isDone whether the release went through; if it didn't, its last share may have ended at any time */
export function canaryFacts(stepTimes: readonly StepTime[], isDone: boolean): CanaryFacts {
  const begun = stepTimes.filter(({ step }) => step === "canary");
  const served = (isDone ? begun : begun.slice(0, -1)).flatMap(({ endedMs }, index) => {
    const step = shifts.steps[index];
    if (!step || endedMs === null) return [];
    // The step begins with an `up` of unknown length; the minutes of the share come after it.
    const fromMs = endedMs - step.minutes * defaultOptions.minuteSeconds * 1000;
    return [{ percent: step.percent, fromMs, toMs: endedMs }];
  });
  return { percents: shifts.steps.map(({ percent }) => percent), served };
}
