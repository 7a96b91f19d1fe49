import type { BreakName } from "../breaks";
import type { Schedule } from "../schedule";
import { simulate, type Violation } from "../simulate";
import { shrink } from "./shrink";

/** One way in which runs went wrong. */
export interface Finding {
  violation: Violation;
  /** Runs that showed it. */
  runs: number;
  /** Index of the first of them in its source. */
  index: number;
  /** The first run that showed it. */
  schedule: Schedule;
}

export interface Exploration {
  runs: number;
  /** Runs that violated an invariant. */
  violations: number;
  findings: Finding[];
}

type Schedules = AsyncIterable<Schedule> | Iterable<Schedule>;

/** Runs all schedules; violations with the same text are one finding. */
export async function explore(
  schedules: Schedules,
  broken: BreakName | null,
  progress: (runs: number) => Promise<void> | void = () => undefined,
): Promise<Exploration> {
  const findings = new Map<string, Finding>();
  let runs = 0;
  let violations = 0;
  for await (const schedule of schedules) {
    const { violation } = await simulate(schedule, { broken });
    if (violation) {
      violations++;
      const known = findings.get(keyOf(violation));
      if (known) known.runs++;
      else findings.set(keyOf(violation), { violation, runs: 1, index: runs, schedule });
    }
    runs++;
    if (runs % progressRuns === 0) await progress(runs);
  }
  return { runs, violations, findings: [...findings.values()] };
}

const progressRuns = 1000;

/** The shortest schedule that still shows the finding, and its timeline. */
export async function explain(
  { violation, schedule }: Finding,
  broken: BreakName | null,
): Promise<{ schedule: Schedule; timeline: string[] }> {
  const shortest = await shrink(schedule, async (smaller) => {
    const outcome = await simulate(smaller, { broken });
    return outcome.violation?.invariant === violation.invariant;
  });
  const { timeline } = await simulate(shortest, { broken, timeline: true });
  return { schedule: shortest, timeline };
}

/** Different services, colors or numbers don't make it another finding. */
function keyOf({ invariant, what }: Violation): string {
  return `${invariant} ${what.replace(/\d+/g, "#").replace(/\b(users|matching|mailer|blue|green)\b/g, "~")}`;
}
