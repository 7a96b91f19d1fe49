import { type CanaryReport, reportCanary } from "../../../statistics/canary/report";
import { describeNothingFound, describeReport } from "../../../statistics/canary/sentences";
import { canaryOf } from "../../history/update";
import { type Baking, reasonsAgainst } from "./baking";

/** How a service's canary ended. */
export interface Canary extends CanaryReport {
  service: string;
  /** The largest share that the candidate has had. */
  percent: number;
  /** Why the candidate was rolled back; empty if nothing was found. */
  found: string[];
  /** Where latencies come from: counts between bounds, or CloudWatch's own percentiles. */
  latencyFrom: "buckets" | "percentiles";
  /** The same for people. */
  text: string;
}

/**
 * @param asPlanned whether it ran for all its minutes
 * @param reasons why it was ended, other than by its metrics
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
  const report = reportCanary(baking.state, asPlanned);
  const found = [...reasons, ...reasonsAgainst(baking)];
  const text =
    found.length > 0
      ? `${found.join("; ")}; ${describeReport(report)}`
      : describeNothingFound(report, baking.reach);
  const latencyFrom = baking.bounds ? "buckets" : "percentiles";
  return { service, percent, found, latencyFrom, ...report, text };
}

/** `users, canary up to 50 %: nothing found; could have found …` */
export function describeCanary({ service, percent, text }: Canary): string {
  return `${service}, canary up to ${percent} %: ${text}`;
}

/** What history keeps of it. */
export function canaryInHistory({ service, text }: Canary): string {
  return `${canaryOf}${service}: ${text}`;
}
