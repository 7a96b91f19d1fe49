import type { TrafficReport } from "../traffic/trafficReport";
import { describeFailures } from "../report/failures";

/** How a row may end: `current` of the release state is null, and production is on one digest. */
export type End = "done" | "rolledBack" | "midway" | "unknown";

/** What one row of a matrix found: what `--json` prints, a row a line. */
export interface Row {
  point: string;
  /** Recorded phase when it happened. */
  phase: string;
  /** Who was killed; `nobody` when something else went wrong. */
  killed: string;
  /** The commands that ended it, as they were run by other processes; empty when it ended by itself. */
  way: string[];
  /** Whether the engine's lock was left and had to be freed. */
  unlocked: boolean;
  requests: number;
  failed: number;
  /** Of `failed`: requests that were under way at a service process which the row itself killed. */
  cut: number;
  end: End;
  /** Tasks of the fleet that is to be stopped. */
  tasksLeft: number;
  seconds: number;
  /** Why the row is not as it should be; empty when it is. */
  problems: string[];
}

/** What is looked at when a row has ended. */
export interface Observed {
  digests: { before: string; after: string };
  /** Service that is released while the others serve on. */
  released: string;
  traffic: TrafficReport;
  /** Requests under way at a process that the row killed. */
  cut: number;
  /** Phase of the release under way; null: none is. */
  phase: string | null;
  /** Digest of the active fleet by the record. */
  recorded: string;
  /** What clients get at every name server and every address. */
  production: { digest: string; problems: string[] };
  /** By the record, this fleet has size 0. */
  tasksLeft: number;
  /** ECS services that no record tells of. */
  strays: string[];
  /** Processes of the killed deployer that have not ended. */
  processesLeft: string[];
}

export function endOf({ phase, recorded, digests }: Observed): End {
  if (phase !== null) return "midway";
  if (recorded === digests.after) return "done";
  return recorded === digests.before ? "rolledBack" : "unknown";
}

/** Why the row is not as it should be. `ends` are those that are right for it. */
export function problemsOf(observed: Observed, ends: readonly End[]): string[] {
  return [
    ...endProblems(observed, ends),
    ...trafficProblems(observed),
    ...observed.processesLeft.map(
      (process) => `a process of the dead deployer lives on: ${process}`,
    ),
  ];
}

function endProblems(observed: Observed, ends: readonly End[]): string[] {
  const { phase, production, recorded, tasksLeft } = observed;
  const end = endOf(observed);
  const problems = [...production.problems];
  if (!ends.includes(end)) {
    const where = phase === null ? "" : `, the release rests ${phase}`;
    problems.push(`it ended ${end}, not ${ends.join(" or ")}${where}`);
  }
  if (production.digest !== recorded) {
    problems.push(`production is served by ${production.digest}, recorded is ${recorded}`);
  }
  for (const name of observed.strays) problems.push(`${name} was left, and no record tells of it`);
  if (tasksLeft > 0) problems.push(`the fleet that should have stopped runs ${tasksLeft} tasks`);
  return problems;
}

function trafficProblems({ traffic, cut, digests, released }: Observed): string[] {
  const problems = traffic.failed > cut ? describeFailures(traffic) : [];
  for (const [kind, { requests }] of Object.entries(traffic.clients)) {
    if (requests === 0) problems.push(`no request of ${kind} clients was sent`);
  }
  for (const [service, { versions }] of Object.entries(traffic.services)) {
    const seen = versions.map(({ digest }) => digest);
    const known = Object.values(digests);
    const strange = seen.filter((digest) => !known.includes(digest));
    if (service === released && strange.length > 0) {
      problems.push(`clients were answered by unknown ${strange.join(", ")}`);
    }
    if (service !== released && seen.length !== 1) {
      problems.push(
        `${service} was not released, yet it answered as ${seen.join(", ") || "nothing"}`,
      );
    }
  }
  return problems;
}
