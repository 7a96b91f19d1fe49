import type { Problem } from "../problem";
import { apis, type Draft } from "./draft";

/** The way back is a rollback: a canary only ever sends more requests to the new version. */
export function canaryProblems(draft: Draft): Problem[] {
  return apis(draft).flatMap(([name, { canary }]) =>
    (canary?.steps ?? []).flatMap(({ percent }, index, steps) => {
      const before = steps[index - 1]?.percent ?? 0;
      if (percent > before) return [];
      const key = `services.${name}.canary.steps.${index}.percent`;
      return [
        { key, text: `must be more than the ${before} of the step before it, found ${percent}` },
      ];
    }),
  );
}
