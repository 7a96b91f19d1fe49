import { counted } from "../../config/plural";
import type { TrafficReport } from "../traffic/trafficReport";
import { type BillCheck, billProblems } from "./metered";
import { describeFailures } from "../report/failures";

/** How a row may end: `current` in the release state is null, and production runs a single digest. */
export type End = "done" | "rolledBack" | "midway" | "unknown";

/** Result of one row of a matrix, as `--json` prints it: one row per line. */
export interface Row {
  point: string;
  /** Recorded phase when it happened. */
  phase: string;
  /** Which processes were killed; `nobody` if something else went wrong. */
  killed: string;
  /** The commands, run by other processes, that finished the release; empty if it ended by itself. */
  way: string[];
  /** Whether Pulumi's lock was left behind and had to be released. */
  unlocked: boolean;
  requests: number;
  failed: number;
  /** Those of `failed` that were in flight at a service process which the row itself killed. */
  cut: number;
  end: End;
  /** Tasks of the fleet that should have stopped. */
  tasksLeft: number;
  /** Ids of the events that a receiver got, in order; more than once what was sent again. */
  events: string[];
  /** How long a command waited for a receiver after its release had ended; null: not measured. */
  waitedSeconds: number | null;
  seconds: number;
  /** What is wrong with the row; empty if nothing is. */
  problems: string[];
}

/** What is checked when a row has ended. */
export interface Observed {
  digests: { before: string; after: string };
  /** The service being released while the others keep serving. */
  released: string;
  traffic: TrafficReport;
  /** Requests in flight at a process that the row killed. */
  cut: number;
  /** Phase of the release under way; null if there is none. */
  phase: string | null;
  /** Digest of the active fleet according to the recorded state. */
  recorded: string;
  /** What clients get from every name server and every address. */
  production: { digest: string; problems: string[] };
  /** According to the recorded state, this fleet has size 0. */
  tasksLeft: number;
  /** Load balancers that do not forward as recorded. */
  misrouted: string[];
  /** ECS services missing from the recorded state. */
  strays: string[];
  /** Processes of the killed deployer that are still running. */
  processesLeft: string[];
  /** Null: no command of the row ended a release. */
  bill: BillCheck | null;
}

export function endOf({
  phase,
  recorded,
  digests,
}: Pick<Observed, "phase" | "recorded" | "digests">): End {
  if (phase !== null) return "midway";
  if (recorded === digests.after) return "done";
  return recorded === digests.before ? "rolledBack" : "unknown";
}

/** What is wrong with the row. `ends` are the ends that are valid for it. */
export function problemsOf(observed: Observed, ends: readonly End[]): string[] {
  return [
    ...endProblems(observed, ends),
    ...trafficProblems(observed),
    ...(observed.bill ? billProblems(observed.bill) : []),
    ...observed.processesLeft.map(
      (process) => `a process of the killed deployer is still running: ${process}`,
    ),
  ];
}

function endProblems(observed: Observed, ends: readonly End[]): string[] {
  const { phase, production, recorded, tasksLeft } = observed;
  const end = endOf(observed);
  const problems = [...production.problems, ...observed.misrouted];
  if (!ends.includes(end)) {
    const where = phase === null ? "" : `, the release is paused in phase ${phase}`;
    problems.push(`it ended ${end}, expected ${ends.join(" or ")}${where}`);
  }
  if (production.digest !== recorded) {
    problems.push(
      `production is served by ${production.digest}, but the recorded digest is ${recorded}`,
    );
  }
  for (const name of observed.strays)
    problems.push(`${name} was left behind and is not in the recorded state`);
  if (tasksLeft > 0)
    problems.push(`the fleet that should have stopped is running ${counted(tasksLeft, "task")}`);
  return problems;
}

function trafficProblems({ traffic, cut, digests, released }: Observed): string[] {
  const problems = traffic.failed > cut ? describeFailures(traffic) : [];
  for (const [kind, { requests }] of Object.entries(traffic.clients)) {
    if (requests === 0) problems.push(`no requests of ${kind} clients were sent`);
  }
  for (const [service, { versions }] of Object.entries(traffic.services)) {
    const seen = versions.map(({ digest }) => digest);
    const known = Object.values(digests);
    const strange = seen.filter((digest) => !known.includes(digest));
    if (service === released && strange.length > 0) {
      problems.push(`clients got answers from unknown versions: ${strange.join(", ")}`);
    }
    if (service !== released && seen.length !== 1) {
      problems.push(
        `${service} was not released, but it answered as ${seen.join(", ") || "nothing"}`,
      );
    }
  }
  return problems;
}
