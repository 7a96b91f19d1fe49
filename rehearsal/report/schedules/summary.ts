import { actsSummary, sentIn } from "../actsSummary";
import { count } from "../numbers";
import { table } from "../table";
import type { ScheduleFacts } from "./facts";
import { scheduleProblems, stretches } from "./verdict";

/** What a person reads at the end. */
export function scheduleSummary(facts: ScheduleFacts): string {
  const { firings } = facts;
  const problems = scheduleProblems(facts);
  const ranOn = stretches(facts).map(({ version, firings: within }) => [
    version,
    count(within.length),
  ]);
  return actsSummary(headline(facts, problems), facts, problems, [
    ...table([["while this version alone served", "firings"], ...ranOn]),
    ...(problems.length === 0 && firings.length === 0 ? ["", "no job was due"] : []),
  ]);
}

function headline({ acts, traffic, firings }: ScheduleFacts, problems: readonly string[]): string {
  const what = `${acts.length} releases, ${count(firings.length)} jobs, ${sentIn(traffic)}`;
  return problems.length > 0
    ? `NOT OK: ${what}`
    : `ok: ${what}: every job ran once, on the version that served, and no request failed`;
}
