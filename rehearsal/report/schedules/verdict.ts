import { describeFailures } from "../failures";
import { evidence, type ScheduleAct, type ScheduleFacts } from "./facts";

const minuteMs = 60_000;
/** Fewer would show little of a stretch between two switches. */
const leastFirings = 3;

/** What went wrong in the rehearsal of schedules; empty if nothing did. */
export function scheduleProblems(facts: ScheduleFacts): string[] {
  return [
    ...facts.acts.flatMap(actProblems),
    ...describeFailures(facts.traffic),
    ...lost(facts),
    ...twice(facts),
    ...ranWrong(facts),
    ...stretches(facts).flatMap(({ version, firings }) =>
      firings.length < leastFirings
        ? [`only ${firings.length} firings while ${version} alone served, expected ${leastFirings}`]
        : [],
    ),
  ];
}

function actProblems({ name, result, switched }: ScheduleAct): string[] {
  if (result.outcome === "done" && switched) return [];
  const why = result.reasons.length > 0 ? `: ${result.reasons.join("; ")}` : "";
  return [`${name} ended as ${result.outcome}${why}`];
}

/** A minute in which nothing was due, or a firing whose job did not end well. */
function lost({ firings }: ScheduleFacts): string[] {
  const times = firings.map(({ scheduledAt }) => Date.parse(scheduledAt));
  const gaps = times.flatMap((ms, index) => {
    const before = times[index - 1];
    const missing = before === undefined ? 0 : (ms - before) / minuteMs - 1;
    return missing > 0 ? [`${missing} firings missing before ${firings[index]!.scheduledAt}`] : [];
  });
  const failed = firings.flatMap(({ scheduledAt, problem, exitCode, output }) =>
    problem === "" && exitCode === 0
      ? []
      : [`the firing of ${scheduledAt} failed: ${problem || `exit code ${exitCode}, ${output}`}`],
  );
  return [...gaps, ...failed];
}

/** By what the jobs themselves wrote. */
function twice({ firings }: ScheduleFacts): string[] {
  const times = firings.flatMap((one) => evidence(one)?.at ?? []);
  const repeated = new Set(times.filter((at, index) => times.indexOf(at) !== index));
  return [...repeated].map((at) => `the job of ${at} ran more than once`);
}

/** Those that ran on a version that did not serve when they started. */
function ranWrong(facts: ScheduleFacts): string[] {
  return stretches(facts).flatMap(({ version, firings }) =>
    firings.flatMap((one) => {
      const found = evidence(one);
      if (one.exitCode !== 0 || (found?.version === version && found.at === one.scheduledAt)) {
        return [];
      }
      return [`the firing of ${one.scheduledAt} ran as \`${one.output}\` while ${version} served`];
    }),
  );
}

/** Between the switches: in the midst of one, either version serves. */
export function stretches({ acts, firings }: ScheduleFacts) {
  const bounds = acts.flatMap(({ switched, after }) => (switched ? [{ ...switched, after }] : []));
  const first = { toMs: -Infinity, after: acts[0]?.before ?? "" };
  return [first, ...bounds].map(({ toMs, after: version }, index) => {
    const untilMs = bounds[index]?.fromMs ?? Infinity;
    const within = firings.filter(({ startedMs }) => startedMs > toMs && startedMs < untilMs);
    return { version, firings: within };
  });
}
