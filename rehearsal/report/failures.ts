import { count } from "./numbers";
import type { Failure, TrafficReport } from "../traffic/trafficReport";

/** One line for each kind of client that saw failures, with the first failure. */
export function describeFailures({ clients, failures }: TrafficReport): string[] {
  return Object.entries(clients).flatMap(([kind, { requests, failed }]) => {
    if (failed === 0) return [];
    const first = failures.find((failure) => failure.kind === kind);
    const example = first ? `, the first: ${describeFailure(first)}` : "";
    return [`${count(failed)} of ${count(requests)} requests of ${kind} clients failed${example}`];
  });
}

export function describeFailure({ atMs, service, path, address, phase, error }: Failure): string {
  const where = address ? ` at ${address}` : "";
  return `${new Date(atMs).toISOString()} ${service} ${path}${where}, ${phase}: ${error}`;
}
