import { actsSummary, sentIn } from "../actsSummary";
import { count } from "../numbers";
import { versionRows } from "../summaryTables";
import { table } from "../table";
import type { ShapesFacts } from "./facts";
import { shapesProblems } from "./verdict";

/** What a person reads at the end. */
export function shapesSummary(facts: ShapesFacts): string {
  const problems = shapesProblems(facts);
  return actsSummary(headline(facts, problems), facts, problems, [
    ...table(versionRows(facts), [0, 1]),
    ...lostSidecar(facts),
  ]);
}

function lostSidecar({ sidecar }: ShapesFacts): string[] {
  if (!sidecar.replaced) return [];
  return [
    "",
    `the task of ${sidecar.service} at ${sidecar.target} left ${sidecar.targetGroups} target groups when its ` +
      `sidecar ${sidecar.sidecar} died, and was replaced`,
  ];
}

function headline({ acts, traffic }: ShapesFacts, problems: readonly string[]): string {
  const sent = sentIn(traffic, "requests and calls");
  return problems.length > 0
    ? `NOT OK, ${acts.length} releases: ${count(traffic.failed)} of ${sent} failed`
    : `ok: ${acts.length} releases, each as expected; of ${sent}, none failed`;
}
