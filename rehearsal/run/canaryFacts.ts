import type { CanaryFacts, StepTime } from "../report/facts";
import { shifts } from "./scenario";

/** Nothing before the canary and after a rollback, each share while its step looks, and everything after the switch. */
export function canaryFacts(stepTimes: readonly StepTime[]): CanaryFacts {
  const begun = stepTimes.filter(({ step }) => step === "canary");
  const shares = begun.flatMap(({ servingMs, endedMs }, index) => {
    const step = shifts.steps[index];
    if (!step || servingMs === undefined || endedMs === null) return [];
    return [{ percent: step.percent, fromMs: servingMs, toMs: endedMs }];
  });
  const find = (...ids: string[]) => stepTimes.find(({ step }) => ids.includes(step));
  const returned = find("undo", "back");
  return {
    percents: shifts.steps.map(({ percent }) => percent),
    served: [
      { percent: 0, fromMs: 0, toMs: (begun[0] ?? find("5"))?.startedMs ?? Infinity },
      ...shares,
      {
        percent: 100,
        fromMs: find("5")?.endedMs ?? Infinity,
        toMs: returned?.startedMs ?? Infinity,
      },
      { percent: 0, fromMs: returned?.endedMs ?? Infinity, toMs: Infinity },
    ],
  };
}
