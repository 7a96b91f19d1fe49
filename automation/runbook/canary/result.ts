import { type CanaryReport, reportCanary } from "../../../statistics/canary/report";
import { describeNothingFound, describeReport } from "../../../statistics/canary/sentences";
import { canaryOf } from "../../history/update";
import { firstLine } from "../../world/printable";
import { type Baking, reachSoFar, reasonsAgainst } from "./baking";

/** How a service's canary ended. */
export interface Canary extends CanaryReport {
  service: string;
  /** The largest share that the candidate has had. */
  percent: number;
  /** Why the candidate was rolled back; empty if nothing was found. */
  found: string[];
  /** The same for people. */
  text: string;
}

/**
 * @param asPlanned false: somebody may have ended it because of what was seen
 * @param reasons why it was ended, other than by its own metrics
 */
export function canaryResult(
  service: string,
  baking: Baking,
  {
    percent,
    asPlanned,
    reasons = [],
  }: { percent: number; asPlanned: boolean; reasons?: readonly string[] },
): Canary {
  const found = [...reasonsAgainst(baking), ...reasons];
  const report = reportCanary(baking.state, asPlanned && found.length === 0);
  const text =
    found.length > 0
      ? [...found.map(firstLine), describeReport(report, found)].filter(Boolean).join("; ")
      : describeNothingFound(report, asPlanned ? baking.reach : reachSoFar(baking));
  return { service, percent, found, ...report, text };
}

/** `users, canary up to 50 %: nothing found; could have found …` */
export function describeCanary({ service, percent, text }: Canary): string {
  return `${service}, canary up to ${percent} %: ${text}`;
}

/** What history keeps of it. */
export function canaryInHistory({ service, text }: Canary): string {
  return `${canaryOf}${service}: ${text}`;
}
