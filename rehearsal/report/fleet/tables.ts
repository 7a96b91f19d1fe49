import { shortDigest } from "../../../automation/world/versions";
import type { Consumption } from "../../../localCloud/queue/consumption";
import { count, seconds } from "../numbers";
import type { Rows } from "../summaryTables";
import type { TrafficReport } from "../../traffic/trafficReport";
import type { Act, FleetFacts } from "./facts";
import { requestsBetween } from "./requestsBetween";

/** What the deployer did, and clients' requests in the meantime. */
export function actRows(acts: readonly Act[], traffics: readonly TrafficReport[]): Rows {
  const rows = acts.map(({ name, startedMs, endedMs, result }) => {
    const { requests, failed } = requestsBetween(traffics, startedMs, endedMs);
    return [
      name,
      result.outcome,
      seconds((endedMs - startedMs) / 1000),
      result.drainSeconds === null ? "" : seconds(result.drainSeconds),
      count(requests),
      count(failed),
    ];
  });
  return [["under traffic", "outcome", "took", "drain", "requests", "failed"], ...rows];
}

/** Jobs by color and version; times as seconds since traffic started. */
export function jobRows({ jobs, worker, traffic }: FleetFacts): Rows {
  const since = (atMs: number) => seconds((atMs - traffic.startedMs) / 1000);
  const rows = fleetsOf(jobs.queue.consumers).map((tasks) => {
    const { color, version, digest } = tasks[0]!;
    return [
      `${worker} ${version}, ${color}`,
      shortDigest(digest),
      count(tasks.length),
      count(tasks.reduce((sum, { effects }) => sum + effects, 0)),
      since(Math.min(...tasks.map(({ firstMs }) => firstMs))),
      since(Math.max(...tasks.map(({ lastMs }) => lastMs))),
    ];
  });
  return [["jobs by", "digest", "tasks", "jobs", "first at", "last at"], ...rows];
}

/** The tasks of each color and digest. */
function fleetsOf(consumers: readonly Consumption[]): Consumption[][] {
  const fleets = new Map<string, Consumption[]>();
  for (const one of consumers) {
    const key = `${one.color} ${one.digest}`;
    fleets.set(key, [...(fleets.get(key) ?? []), one]);
  }
  return [...fleets.values()];
}
