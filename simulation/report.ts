import type { BreakName } from "./breaks";
import { breakable } from "./breaks";
import { describeSchedule, type Schedule } from "./schedule";
import type { Exploration, Finding } from "./search/explore";

/** A finding with its shortest schedule. */
export interface Explained extends Finding {
  /** Seed that reproduces it; null if it was enumerated. */
  seed: number | null;
  shortest: Schedule;
  timeline: string[];
}

/** What `--json` prints. */
export interface Report {
  runs: number;
  violations: number;
  seconds: number;
  runsPerSecond: number;
  broken: BreakName | null;
  findings: {
    invariant: number;
    what: string;
    runs: number;
    seed: number | null;
    schedule: Schedule;
    timeline: string[];
  }[];
}

export function reportOf(
  { runs, violations }: Omit<Exploration, "findings">,
  explained: Explained[],
  seconds: number,
  broken: BreakName | null,
): Report {
  return {
    runs,
    violations,
    seconds,
    runsPerSecond: Math.round(runs / seconds),
    broken,
    findings: explained.map(({ violation, runs, seed, shortest, timeline }) => ({
      ...violation,
      runs,
      seed,
      schedule: shortest,
      timeline,
    })),
  };
}

export function describeReport(report: Report): string {
  const { runs, violations, seconds, runsPerSecond, broken, findings } = report;
  const without = broken ? ` without the rule ${broken}` : "";
  const summary =
    `${runs} runs${without}: ${violations} violated an invariant; ${seconds.toFixed(1)} ` +
    `s, ${runsPerSecond} runs per second`;
  return [...findings.map(describeFinding), summary].join("\n\n");
}

function describeFinding(finding: Report["findings"][number]): string {
  const { invariant, what, runs, seed, schedule, timeline } = finding;
  const again = seed === null ? "enumerated" : `--runs 1 --seed ${seed}`;
  return [
    `Invariant ${invariant} is violated in ${runs} runs (first: ${again}): ${what}`,
    `Shortest schedule: ${describeSchedule(schedule)}`,
    ...timeline,
  ].join("\n");
}

export function describeBreakable(): string {
  const width = Math.max(...Object.keys(breakable).map(({ length }) => length));
  return Object.entries(breakable)
    .map(([name, rule]) => `${name.padEnd(width)}  ${rule}`)
    .join("\n");
}
