import type { Problem } from "../problem";
import { canaryMinutes, longestMinutes } from "../windows";
import { apis, type Draft } from "./draft";

/** A canary ends with the switch, so a release with one that is longer than every window would never switch. */
export function windowProblems(draft: Draft): Problem[] {
  const { windows } = draft;
  if (!windows) return [];
  const most = longestMinutes(windows);
  return apis(draft).flatMap(([name, { canary }]) => {
    const minutes = canaryMinutes((canary?.steps ?? []).map((step) => step.minutes));
    if (minutes <= most) return [];
    const key = `services.${name}.canary.steps`;
    const text =
      `take ${minutes} minutes with the time until their metrics can be read, but \`windows\` are never open for ` +
      `more than ${most} minutes at a time: a release could never switch`;
    return [{ key, text, reads: ["windows"] }];
  });
}
