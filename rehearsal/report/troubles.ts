import type { TrafficReport } from "../traffic/trafficReport";
import { describeFailure } from "./failures";

const shownFailures = 10;

/** The end of a summary: what is wrong, and the first failed requests; empty if nothing is wrong. */
export function troubles(
  problems: readonly string[],
  failures: TrafficReport["failures"],
): string[] {
  if (problems.length === 0) return [];
  const shown = failures
    .slice(0, shownFailures)
    .map((one) => `  ${one.kind} ${describeFailure(one)}`);
  return [
    "",
    "problems:",
    ...problems.map((problem) => `  - ${problem}`),
    ...(shown.length > 0 ? ["", "first failed requests:", ...shown] : []),
  ];
}
