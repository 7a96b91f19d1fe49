import { actRows } from "../fleet/tables";
import { count, seconds } from "../numbers";
import { requestRows, versionRows } from "../summaryTables";
import { table } from "../table";
import { troubles } from "../troubles";
import type { AdoptionFacts } from "./facts";
import { adoptionProblems } from "./verdict";

/** What a person reads at the end. */
export function adoptionSummary(facts: AdoptionFacts): string {
  const { acts, traffic } = facts;
  const problems = adoptionProblems(facts);
  const took = (traffic.endedMs - traffic.startedMs) / 1000;
  const sent = `${count(traffic.requests)} requests in ${seconds(took)}`;
  const headline =
    problems.length > 0
      ? `NOT OK, an adoption: ${count(traffic.failed)} of ${sent} failed`
      : `ok: adopted, released, rolled back to the origin and finished; of ${sent}, none failed`;
  return [
    headline,
    "",
    ...table(requestRows({ traffic })),
    "",
    ...table(actRows(acts, [traffic])),
    "",
    ...table(versionRows({ traffic }), [0, 1]),
    ...troubles(problems, traffic.failures),
  ].join("\n");
}
