import { actRows } from "../fleet/tables";
import { count, seconds } from "../numbers";
import { requestRows, versionRows } from "../summaryTables";
import { table } from "../table";
import { troubles } from "../troubles";
import type { ShapesFacts } from "./facts";
import { shapesProblems } from "./verdict";

/** What a person reads at the end. */
export function shapesSummary(facts: ShapesFacts): string {
  const { acts, traffic, sidecar } = facts;
  const problems = shapesProblems(facts);
  return [
    headline(facts, problems),
    "",
    ...table(requestRows({ traffic })),
    "",
    ...table(actRows(acts, [traffic])),
    "",
    ...table(versionRows({ traffic }), [0, 1]),
    ...(sidecar.replaced
      ? [
          "",
          `the task of ${sidecar.service} at ${sidecar.target} left ${sidecar.targetGroups} target groups when its ` +
            `sidecar ${sidecar.sidecar} died, and was replaced`,
        ]
      : []),
    ...troubles(problems, traffic.failures),
  ].join("\n");
}

function headline({ acts, traffic }: ShapesFacts, problems: readonly string[]): string {
  const took = (traffic.endedMs - traffic.startedMs) / 1000;
  const sent = `${count(traffic.requests)} requests and calls in ${seconds(took)}`;
  return problems.length > 0
    ? `NOT OK, ${acts.length} releases: ${count(traffic.failed)} of ${sent} failed`
    : `ok: ${acts.length} releases, each as expected; of ${sent}, none failed`;
}
