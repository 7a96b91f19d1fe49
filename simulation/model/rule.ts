import type { Target } from "../../release/routing";
import type { Color } from "../../release/state";

/** Where a rule forwards production: `blue`, or in a canary `green 5, blue 95`; null: nowhere, it answers 503. */
export type Rule = string | null;

export function ruleTo(targets: readonly Target[]): Rule {
  if (targets.length === 0) return null;
  if (targets.length === 1) return targets[0]!.fleet;
  return targets.map(({ fleet, percent }) => `${fleet} ${percent}`).join(", ");
}

/** Percent of the requests that the fleet gets. */
export function percentTo(rule: Rule, fleet: Color): number {
  for (const part of rule?.split(", ") ?? []) {
    const [name, percent = "100"] = part.split(" ");
    if (name === fleet) return Number(percent);
  }
  return 0;
}
