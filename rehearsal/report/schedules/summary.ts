import { actRows } from "../fleet/tables";
import { count, seconds } from "../numbers";
import { requestRows } from "../summaryTables";
import { table } from "../table";
import { troubles } from "../troubles";
import type { ScheduleFacts } from "./facts";
import { scheduleProblems, stretches } from "./verdict";

/** What a person reads at the end. */
export function scheduleSummary(facts: ScheduleFacts): string {
  const { acts, traffic, firings } = facts;
  const problems = scheduleProblems(facts);
  const ranOn = stretches(facts).map(({ version, firings: within }) => [
    version,
    count(within.length),
  ]);
  return [
    headline(facts, problems),
    "",
    ...table(requestRows({ traffic })),
    "",
    ...table(actRows(acts, [traffic])),
    "",
    ...table([["while this version alone served", "firings"], ...ranOn]),
    ...troubles(problems, traffic.failures),
    ...(problems.length === 0 && firings.length === 0 ? ["", "no job was due"] : []),
  ].join("\n");
}

function headline({ acts, traffic, firings }: ScheduleFacts, problems: readonly string[]): string {
  const took = seconds((traffic.endedMs - traffic.startedMs) / 1000);
  const what = `${acts.length} releases, ${count(firings.length)} jobs, ${count(traffic.requests)} requests in ${took}`;
  return problems.length > 0
    ? `NOT OK: ${what}`
    : `ok: ${what}: every job ran once, on the version that served, and no request failed`;
}
