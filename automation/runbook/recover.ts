import { counted } from "../../config/plural";
import { hookId } from "../../config/hooks";
import { bluegreen } from "../course/commandLines";
import { hasExpired } from "../../release/approval";
import { type CurrentRelease, serviceState } from "../../release/state";
import { type CourseName, ways } from "../course/course";
import { hooked } from "../course/hooked";
import { titlesOf } from "../course/titles";
import { refused, StepFailed } from "../world/errors";
import { type Environment, observeFleet } from "../world/environment";
import { describePerson } from "../world/person";
import { fleetsBegunToStop } from "./oldFleets";
import { type Progress, progressFrom } from "./progress";
import { type Ended, releaseResult, type ReleaseResult } from "./result";
import { announced, type Run } from "./run";
import {
  describeEvidence,
  type Evidence,
  gatherEvidence,
  mayHaveMoved,
  ofAnswers,
  onlyServersDiffer,
} from "./evidence";
import { lastingProblems, shortWaitSeconds, steadyMs } from "./waitUntil";
import { restOf } from "./rest";
import { leaveCourse, restIn, walk } from "./walk";

/** Continues a release from its recorded phase, no matter who ran it or how it was interrupted. */
export async function resume(run: Run, environment: Environment): Promise<ReleaseResult> {
  const { progress, evidence } = await look(run, environment);
  const { current } = environment.release;
  if (!current) return tidy(run, progress, evidence);
  const { phase, leaves } = current;
  const { on } = ways[phase];
  const denied = deniedBy(current, run.ports.clock.nowMs());
  const { off } = ways[phase];
  if (denied && off === "undo") return endWithout(run, progress, current, { off, why: denied });
  const rest = await restOf(run, environment);
  if (rest) {
    if (!mayHaveMoved(evidence)) return resultOf(run, current, await restIn(run, progress, rest));
    const why = ["its switch was interrupted, and may not go on", ...rest.reasons].join("; ");
    return endWithout(run, progress, current, { off: "undo", why });
  }
  if (on === "back") {
    const why = new StepFailed("resumed while rolling back", []);
    return resultOf(run, current, await leaveCourse(run, on, progress, why));
  }
  // Only a rollback moves a record away from the candidate, and there was a reason to begin it.
  if (phase === "switched" && mayHaveMoved(ofAnswers(evidence))) {
    return takeBackFrom(run, progress, current, "a rollback had already begun");
  }
  const course: CourseName = leaves ? "decommission" : on;
  return resultOf(run, current, await walk(run, course, progress, { at: phase }));
}

/** Ends a release without its candidate, by the safest way from its recorded phase. */
export async function abort(run: Run, environment: Environment): Promise<ReleaseResult> {
  const { progress, evidence } = await look(run, environment);
  const { current } = environment.release;
  if (!current) return tidy(run, progress, evidence);
  const why = "aborted on request";
  const { off } = ways[current.phase];
  if (current.phase === "switched") return takeBackFrom(run, progress, current, why);
  if (off === "close") return closeWithout(run, progress, current);
  return endWithout(run, progress, current, { off, why });
}

/** By `off`, unless a switch may have been attempted. */
async function endWithout(
  run: Run,
  progress: Progress,
  current: CurrentRelease,
  { off, why }: { off: "undo" | "back"; why: string },
): Promise<ReleaseResult> {
  const way = progress.mayHaveSwitched && run.rules.waitOnUnknown ? "back" : off;
  return resultOf(run, current, await leaveCourse(run, way, progress, new StepFailed(why, [])));
}

/** Why a release that needs approval can't get it any more; null: it has it, or may still get it. */
function deniedBy({ approval }: CurrentRelease, nowMs: number): string | null {
  if (hasExpired({ approval }, nowMs)) {
    return `nobody has approved it: its request expired at ${approval!.asked!.expiresAt}`;
  }
  const { decided } = approval ?? {};
  return decided?.is === "rejected"
    ? `rejected by ${describePerson(decided.by)} at ${decided.at}`
    : null;
}

/** The old fleets have stopped, so only the last hooks can still be skipped, if there are any. */
async function closeWithout(
  run: Run,
  progress: Progress,
  current: CurrentRelease,
): Promise<ReleaseResult> {
  run.ports.reporter.warn("the old fleet has already stopped; ending the release as it is");
  const skipped = hooked(run.ports.stack.settings, progress.environment.release, "afterRetire");
  const ended = await walk(run, "close", progress);
  const reasons = skipped.map((name) => `${hookId(name, "afterRetire")} may not have run`);
  return resultOf(run, current, { ...ended, reasons });
}

/** Rolls production back to the old fleets; if these have begun to stop, finishes the release instead. */
export function takeBack(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
  why: string,
): Promise<ReleaseResult> {
  return takeBackFrom(run, progressFrom(environment, { mayBeWrong: true }), current, why);
}

async function takeBackFrom(
  run: Run,
  progress: Progress,
  current: CurrentRelease,
  why: string,
): Promise<ReleaseResult> {
  const stopped = await fleetsBegunToStop(run, progress.environment, current);
  if (stopped.length === 0) {
    const failure = new StepFailed(why, []);
    return resultOf(run, current, await leaveCourse(run, "back", progress, failure));
  }
  for (const reason of stopped) run.ports.reporter.warn(reason);
  run.ports.reporter.warn(
    "the old fleet has begun to stop; finishing the release, roll back once it is done",
  );
  // A rollback is no longer possible, so the outcome of `afterSwitch` could change nothing.
  const course = current.leaves ? "decommission" : "release";
  const options = { at: current.phase, without: ["afterSwitch"] } as const;
  return resultOf(run, current, await walk(run, course, progress, options));
}

async function look(
  run: Run,
  environment: Environment,
): Promise<{ progress: Progress; evidence: Evidence }> {
  const { current, services } = environment.release;
  const { settings } = run.ports.stack;
  const title = current
    ? titlesOf({ id: "0" }, { settings, release: environment.release })[0]!
    : ({ step: "0", name: "find out what an interrupted `up` has started" } as const);
  const evidence = await announced(run, title, async () => {
    const names = Object.keys(current?.services ?? services);
    const found = await settledEvidence(run, environment, names);
    for (const line of describeEvidence(found)) run.ports.reporter.note(line);
    return found;
  });
  const engine = { mayBeWrong: true, place: Promise.resolve(evidence.content) };
  const mayHaveSwitched = current?.phase === "staged" || current?.phase === "canary";
  return { progress: progressFrom(environment, engine, { mayHaveSwitched }), evidence };
}

/** Looks again for a short time if only name servers contradict the recorded state: one may have been silent. */
async function settledEvidence(
  run: Run,
  environment: Environment,
  names: string[],
): Promise<Evidence> {
  let found: Evidence | undefined;
  await lastingProblems(run.ports, {
    what: "every name server answers as recorded",
    deadlineMs: steadyMs(run.ports.clock) + shortWaitSeconds * 1000,
    probe: async () => {
      found = await gatherEvidence(run.ports, environment, names);
      return onlyServersDiffer(found) ? describeEvidence(found) : [];
    },
  });
  return found!;
}

/** No release is recorded: removes what an interrupted `up` left behind, if anything. */
async function tidy(run: Run, progress: Progress, evidence: Evidence): Promise<ReleaseResult> {
  const { environment } = progress;
  const names = Object.keys(environment.release.services);
  const half = await halfStaged(run, environment, names, evidence);
  if (!mayHaveMoved(evidence) && half.length === 0) {
    throw refused(
      "no release is in progress, and AWS matches the recorded state",
      bluegreen("status", run.ports.stack.name),
    );
  }
  for (const reason of half) run.ports.reporter.note(reason);
  const reasons = [
    "an `up` was interrupted before its release was recorded; the recorded state is restored",
    ...half,
  ];
  const ended = await walk(run, "undo", { ...progress, why: reasons.join("; ") });
  return releaseResult(run, { id: "none", services: names }, { ...ended, reasons });
}

function resultOf(
  run: Run,
  { id, services, startedAt, leaves }: CurrentRelease,
  ended: Ended,
): Promise<ReleaseResult> {
  const since = leaves ? {} : { startedAt };
  return releaseResult(run, { id, services: Object.keys(services), ...since }, ended);
}

/**
 * Fleets that run although the recorded state has none: a stage `up` was interrupted before it was recorded.
 * The recorded state has no name of such a fleet to ask ECS for; only Pulumi's own state has.
 */
async function halfStaged(
  run: Run,
  environment: Environment,
  names: string[],
  engine: Evidence,
): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const { activeColor, fleets } = serviceState(environment.release, name);
    for (const color of ["blue", "green"] as const) {
      if (color === activeColor || fleets[color].size > 0) continue;
      const health = await observeFleet(run.ports, environment, name, color);
      const fleet = `${name}-${color}`;
      const tasks = health ? health.desired : (engine.tasks[fleet] ?? 0);
      const instances = engine.instances[fleet] ?? 0;
      if (tasks > 0)
        found.push(`${name} ${color} runs ${counted(tasks, "task")}, but 0 are recorded`);
      else if (instances > 0) {
        found.push(`${name} ${color} keeps ${counted(instances, "instance")}, but 0 are recorded`);
      }
    }
  }
  return found;
}
