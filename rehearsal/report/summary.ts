import { describeCanary } from "../../automation/runbook/canary/result";
import type { Facts } from "./facts";
import { count, seconds } from "./numbers";
import { requestRows, stepRows, versionRows, windowLines } from "./summaryTables";
import { table } from "./table";
import { troubles } from "./troubles";
import { expectedOutcome, problemsOf } from "./verdict";

/** What a person reads at the end. */
export function summary(facts: Facts): string {
  return [
    headline(facts),
    "",
    ...table(requestRows(facts)),
    "",
    ...table(stepRows(facts), [0, 1]),
    "",
    ...table(versionRows(facts), [0, 1]),
    "",
    ...windowLines(facts),
    ...facts.deployer.canary.map(describeCanary),
    ...notes(facts),
    ...troubles(problemsOf(facts), facts.traffic.failures),
  ].join("\n");
}

/** One sentence: what happened, and what clients noticed of it. */
export function headline(facts: Facts): string {
  const { traffic, released, variant } = facts;
  const took = (traffic.endedMs - traffic.startedMs) / 1000;
  const rate = count(Math.round(traffic.requests / Math.max(took, 1)));
  const sent = `${count(traffic.requests)} requests in ${seconds(took)} (${rate}/s)`;
  if (problemsOf(facts).length > 0) {
    return `NOT OK, release of ${released}: ${count(traffic.failed)} of ${sent} failed`;
  }
  return expectedOutcome(variant) === "done"
    ? `ok: ${released} was released; of ${sent}, none failed`
    : `ok: the bad image of ${released} was rejected; of ${sent}, ${failedOf(facts)}`;
}

function failedOf({ traffic }: Facts): string {
  return traffic.failed === 0
    ? "none failed"
    : `${count(traffic.failed)} failed, all of them answered by that image`;
}

function notes(facts: Facts): string[] {
  const { reasons } = facts.deployer;
  const why = ["", "why it was not released:", ...reasons.map((reason) => `  - ${reason}`)];
  return [...remarks(facts), ...(reasons.length > 0 ? why : [])];
}

/** What somebody has to know to read the figures. */
export function remarks({ awsTimes, traffic }: Facts): string[] {
  const lines: string[] = [];
  if (awsTimes) {
    lines.push(
      "with --aws-times: Pulumi's calls took as long as measured with the AWS provider, 15 s for a record " +
        "and 60 s for a load balancer",
    );
  }
  if (traffic.retriedOnClosedConnection > 0) {
    lines.push(
      `${count(traffic.retriedOnClosedConnection)} requests were retried because the ` +
        "server had closed an idle connection",
    );
  }
  if (traffic.skipped > 0) {
    lines.push(
      `${count(traffic.skipped)} requests were skipped: this machine is too slow for the rate, which ` +
        "makes the figures uneven",
    );
  }
  return lines;
}
