import { counted } from "../../../config/plural";
import { colorsAtOnce, longestPauseSeconds } from "../../../localCloud/queue/consumption";
import { count, seconds } from "../numbers";
import { requestRows, versionRows } from "../summaryTables";
import { table } from "../table";
import { troubles } from "../troubles";
import { total } from "./document";
import { type FleetFacts, jobCounts, trafficOf } from "./facts";
import { actRows, jobRows } from "./tables";
import { fleetProblems } from "./verdict";

/** What a person reads at the end. */
export function fleetSummary(facts: FleetFacts): string {
  return [
    headline(facts),
    "",
    ...trafficOf(facts).flatMap((traffic) => [...table(requestRows({ traffic })), ""]),
    ...table(actRows(facts.acts, trafficOf(facts))),
    "",
    ...trafficOf(facts).flatMap((traffic) => [...table(versionRows({ traffic }), [0, 1]), ""]),
    ...table(jobRows(facts), [0, 1]),
    "",
    ...sentences(facts),
    ...troubles(
      fleetProblems(facts),
      trafficOf(facts).flatMap(({ failures }) => failures),
    ),
  ].join("\n");
}

/** One sentence: what happened, and what clients noticed of it. */
function headline(facts: FleetFacts): string {
  const { acts, calls, jobs, traffic } = facts;
  const { requests, failed } = total(trafficOf(facts));
  const took = (traffic.endedMs - traffic.startedMs) / 1000;
  const sent = `${count(requests)} requests in ${seconds(took)}`;
  const { enqueued, lost } = jobCounts(jobs);
  const done = acts.filter(({ result }) => result.outcome === "done").length;
  if (fleetProblems(facts).length > 0) {
    return (
      `NOT OK, ${done} of ${acts.length} changes done: ${count(failed)} of ${sent} ` +
      `failed, ${count(calls.failed)} of ${count(calls.requests)} calls failed, ` +
      `${count(lost)} of ${count(enqueued)} jobs were lost`
    );
  }
  return (
    `ok: ${counted(done, "change")} made; of ${sent}, ${count(calls.requests)} calls between ` +
    `services and ${count(enqueued)} jobs, none failed or were lost`
  );
}

function sentences({ jobs, calls, worker, inside }: FleetFacts): string[] {
  const { enqueued, done, lost, doubled } = jobCounts(jobs);
  const { consumers } = jobs.queue;
  const refused = inside.answers.filter((answer) => answer.startsWith("404 ")).length;
  const atOnce = colorsAtOnce(consumers).map((overlap) => overlap.seconds);
  const colors =
    atOnce.length === 0
      ? "never two colors at once; longest pause without a worker " +
        `${seconds(longestPauseSeconds(consumers))}`
      : `two colors at once for ${seconds(Math.max(...atOnce))}`;
  return [
    `jobs: ${count(enqueued)} enqueued, ${count(done)} done, ${count(lost)} lost, ` +
      `${count(doubled)} done twice`,
    `${worker}: ${colors}`,
    `calls between services: ${count(calls.requests)}, ${count(calls.failed)} failed`,
    `${inside.service}: private; public load balancers answered 404 to ${refused} of ${inside.answers.length} requests ` +
      "for it",
  ];
}
