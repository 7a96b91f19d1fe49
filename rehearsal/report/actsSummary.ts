import type { TrafficReport } from "../traffic/trafficReport";
import type { Act } from "./fleet/facts";
import { actRows } from "./fleet/tables";
import { count, seconds } from "./numbers";
import { requestRows } from "./summaryTables";
import { table } from "./table";
import { troubles } from "./troubles";

interface Played {
  acts: readonly Act[];
  traffic: TrafficReport;
}

/** What a person reads at the end of a scenario of several acts; `more` comes between the acts and what is wrong. */
export function actsSummary(
  headline: string,
  { acts, traffic }: Played,
  problems: readonly string[],
  more: readonly string[],
): string {
  return [
    headline,
    "",
    ...table(requestRows({ traffic })),
    "",
    ...table(actRows(acts, [traffic])),
    "",
    ...more,
    ...troubles(problems, traffic.failures),
  ].join("\n");
}

/** How much clients sent, and in how many seconds; `what` is the plural of what they sent. */
export function sentIn({ requests, startedMs, endedMs }: TrafficReport, what = "requests"): string {
  return `${count(requests)} ${what} in ${seconds((endedMs - startedMs) / 1000)}`;
}
