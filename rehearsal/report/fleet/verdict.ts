import { shortDigest } from "../../../automation/world/versions";
import { counted } from "../../../config/plural";
import { colorsAtOnce, type Overlap } from "../../../localCloud/queue/consumption";
import { describeFailures } from "../failures";
import { count, seconds } from "../numbers";
import { type FleetFacts, jobCounts, type Served, trafficOf } from "./facts";

/** What went wrong in the rehearsal of the fleet; empty if nothing did. */
export function fleetProblems(facts: FleetFacts): string[] {
  return [
    ...actProblems(facts),
    ...trafficProblems(facts),
    ...callProblems(facts),
    ...insideProblems(facts),
    ...jobProblems(facts),
    ...consumerProblems(facts),
    ...endProblems(facts),
  ];
}

function actProblems({ acts }: FleetFacts): string[] {
  return acts.flatMap(({ name, result: { outcome, reasons } }) => {
    if (outcome === "done") return [];
    const why = reasons.length > 0 ? `: ${reasons.join("; ")}` : "";
    return [`${name} ended in ${outcome}, expected done${why}`];
  });
}

function trafficProblems(facts: FleetFacts): string[] {
  return trafficOf(facts).flatMap((traffic) => {
    const unasked = Object.entries(traffic.services)
      .filter(([, { requests }]) => requests === 0)
      .map(([service]) => `no requests for ${service} were sent`);
    return [...describeFailures(traffic), ...unasked];
  });
}

function callProblems({ calls }: FleetFacts): string[] {
  const { requests, failed, reasons } = calls;
  if (requests === 0) return ["no service called another"];
  if (failed === 0) return [];
  return [
    `${count(failed)} of ${count(requests)} calls between services failed; the last ` +
      `one: ${reasons[0]}`,
  ];
}

function insideProblems({ inside: { service, answers } }: FleetFacts): string[] {
  if (answers.length === 0) return [`no public load balancer was asked for ${service}`];
  return answers
    .filter((answer) => !answer.startsWith("404 "))
    .map((answer) => `${service} is private, but a public load balancer answered ${answer}`);
}

function jobProblems({ jobs, overlap }: FleetFacts): string[] {
  const problems: string[] = [];
  const { enqueued, lost, doubled } = jobCounts(jobs);
  const { refused, reasons } = jobs.enqueued;
  const { waiting, leased } = jobs.queue;
  if (enqueued === 0) problems.push("no job was enqueued");
  if (refused > 0) problems.push(`${count(refused)} jobs could not be enqueued: ${reasons[0]}`);
  if (lost > 0) problems.push(`${count(lost)} of ${count(enqueued)} jobs were lost`);
  if (doubled > 0 && !overlap) {
    problems.push(`${count(doubled)} of ${count(enqueued)} jobs took effect more than once`);
  }
  if (waiting + leased > 0) {
    problems.push(
      `the queue was not emptied: ${count(waiting)} jobs are waiting, ${count(leased)} are leased`,
    );
  }
  return problems;
}

function consumerProblems({ jobs, worker, overlap }: FleetFacts): string[] {
  const { consumers } = jobs.queue;
  const problems: string[] = [];
  const [overlapped] = overlap ? [] : longestFirst(colorsAtOnce(consumers));
  if (overlapped) {
    const { earlier, later } = overlapped;
    problems.push(
      `${earlier.color} and ${later.color} of ${worker} consumed at once for ` +
        `${seconds(overlapped.seconds)}: tasks ${earlier.task} and ${later.task}`,
    );
  }
  const last = [...consumers].sort((a, b) => a.lastMs - b.lastMs).at(-1);
  if (last?.digest !== jobs.wanted || last.effects === 0) {
    const whose = last ? `${shortDigest(last.digest)} (${last.version})` : "nobody";
    problems.push(`jobs of ${worker} are taken by ${whose}, expected ${shortDigest(jobs.wanted)}`);
  }
  return problems;
}

function longestFirst(overlaps: Overlap[]): Overlap[] {
  return overlaps.sort((a, b) => b.seconds - a.seconds);
}

function endProblems({ served, prototype, tasksLeft }: FleetFacts): string[] {
  const left = Object.entries(tasksLeft)
    .filter(([, tasks]) => tasks > 0)
    .map(
      ([name, tasks]) =>
        `the old fleet of ${name} should have stopped but is running ${counted(tasks, "task")}`,
    );
  const all = prototype ? [...served, prototype.served] : served;
  return [...all.flatMap(servedProblems), ...left, ...(prototype?.left ?? [])];
}

function servedProblems({ service, wanted, found, problems }: Served): string[] {
  if (found === wanted) return problems;
  return [...problems, `production of ${service} is served by ${found}, expected ${wanted}`];
}
