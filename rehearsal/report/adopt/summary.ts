import { describeCompared } from "../../../automation/runbook/compare/describe";
import { actsSummary, sentIn } from "../actsSummary";
import { count } from "../numbers";
import { versionRows } from "../summaryTables";
import { table } from "../table";
import type { AdoptionFacts } from "./facts";
import { adoptionProblems } from "./verdict";

/** What a person reads at the end. */
export function adoptionSummary(facts: AdoptionFacts): string {
  const problems = adoptionProblems(facts);
  const compared = facts.acts.flatMap(({ name, result }) =>
    (result.compared ?? []).map(
      (one) => `${name}, ${one.service} with its origin: ${describeCompared(one)}`,
    ),
  );
  const more = [...table(versionRows(facts), [0, 1]), "", ...compared];
  return actsSummary(headline(facts, problems), facts, problems, more);
}

function headline({ traffic }: AdoptionFacts, problems: readonly string[]): string {
  const sent = sentIn(traffic);
  return problems.length > 0
    ? `NOT OK, an adoption: ${count(traffic.failed)} of ${sent} failed`
    : `ok: adopted, released, rolled back to the origin and finished; of ${sent}, none failed`;
}
