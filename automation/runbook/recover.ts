import { type CurrentRelease, serviceState } from "../../release/state";
import { type CourseName, ways } from "../course/course";
import { titlesOf } from "../course/titles";
import { refused, StepFailed } from "../world/errors";
import { type Environment, observeFleet } from "../world/environment";
import { fleetsBegunToStop } from "./oldFleets";
import { type Progress, progressFrom } from "./progress";
import { type Ended, releaseResult, type ReleaseResult } from "./result";
import { announced, type Run } from "./run";
import { describeStanding, findStanding, mayHaveMoved, type Standing } from "./standing";
import { leaveCourse, walk } from "./walk";

/** Goes on from where a release rests, whoever ran it and however it ended. */
export async function resume(run: Run, environment: Environment): Promise<ReleaseResult> {
  const { progress, standing } = await look(run, environment);
  const { current } = environment.release;
  if (!current) return tidy(run, progress, standing);
  const { phase, leaves } = current;
  const { on } = ways[phase];
  if (on === "back") {
    const why = new StepFailed("resumed while rolling back", []);
    return resultOf(run, current, await leaveCourse(run, on, progress, why));
  }
  // Only a return moves a record away from the candidate, and whoever began it had a reason.
  if (phase === "switched" && mayHaveMoved(standing)) {
    return takeBackFrom(run, progress, current, "a rollback had already begun");
  }
  const course: CourseName = leaves ? "decommission" : on;
  return resultOf(run, current, await walk(run, course, progress, { at: phase }));
}

/** Ends a release without its candidate, by the safest way from where it rests. */
export async function abort(run: Run, environment: Environment): Promise<ReleaseResult> {
  const { progress, standing } = await look(run, environment);
  const { current } = environment.release;
  if (!current) return tidy(run, progress, standing);
  const why = "aborted on request";
  const { off } = ways[current.phase];
  if (current.phase === "switched") return takeBackFrom(run, progress, current, why);
  if (off === "close") return closeWithout(run, progress, current);
  const way = progress.mayHaveSwitched && run.rules.waitOnUnknown ? "back" : off;
  return resultOf(run, current, await leaveCourse(run, way, progress, new StepFailed(why, [])));
}

/** The old fleets have stopped, so there is nothing to abort but the hooks. */
async function closeWithout(
  run: Run,
  progress: Progress,
  current: CurrentRelease,
): Promise<ReleaseResult> {
  run.ports.reporter.warn("the old fleet has stopped: the release ends as it is");
  const ended = await walk(run, "close", progress);
  const reasons = ["aborted when only `afterRetire` was left: it may not have run"];
  return resultOf(run, current, { ...ended, reasons });
}

/** Returns production to the old fleets, unless these have begun to stop: then the release is finished. */
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
  run.ports.reporter.warn("the old fleet has begun to stop: finishing the release; then roll back");
  // What `afterSwitch` could still find out would change nothing.
  const course = current.leaves ? "decommission" : "release";
  const options = { at: current.phase, without: ["afterSwitch"] } as const;
  return resultOf(run, current, await walk(run, course, progress, options));
}

async function look(
  run: Run,
  environment: Environment,
): Promise<{ progress: Progress; standing: Standing }> {
  const { current, services } = environment.release;
  const { settings } = run.ports.stack;
  const title = current
    ? titlesOf({ id: "0" }, { settings, release: environment.release })[0]!
    : ({ step: "0", name: "find out what an unrecorded `up` has started" } as const);
  const standing = await announced(run, title, async () => {
    const names = Object.keys(current?.services ?? services);
    const found = await findStanding(run.ports, environment, names);
    for (const line of describeStanding(found)) run.ports.reporter.note(line);
    return found;
  });
  const engine = { mayBeWrong: true, place: Promise.resolve(standing.writtenAt) };
  const mayHaveSwitched = current?.phase === "staged";
  return { progress: progressFrom(environment, engine, { mayHaveSwitched }), standing };
}

/** No release is recorded: what an `up` left half done, if anything, is removed. */
async function tidy(run: Run, progress: Progress, standing: Standing): Promise<ReleaseResult> {
  const { environment } = progress;
  const names = Object.keys(environment.release.services);
  const half = await halfStaged(run, environment, names, standing);
  if (!mayHaveMoved(standing) && half.length === 0) {
    throw refused(
      "no release is under way, and AWS matches the recorded state",
      `bluegreen status --stack ${run.ports.stack.name}`,
    );
  }
  for (const reason of half) run.ports.reporter.note(reason);
  const ended = await walk(run, "undo", progress);
  const reasons = [
    "an `up` had ended before its release was recorded; the recorded state is restored",
    ...half,
  ];
  return releaseResult(run, { id: "none", services: names }, { ...ended, reasons });
}

function resultOf(run: Run, { id, services }: CurrentRelease, ended: Ended): ReleaseResult {
  return releaseResult(run, { id, services: Object.keys(services) }, ended);
}

/**
 * Fleets that run although the record says they do not: a stage that ended before it was recorded. Of one
 * that it has made, the record has no name to ask ECS for, and only the engine knows.
 */
async function halfStaged(
  run: Run,
  environment: Environment,
  names: string[],
  engine: Standing,
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
      if (tasks > 0) found.push(`${name} ${color} runs ${tasks} tasks, recorded are 0`);
      else if (instances > 0) {
        found.push(`${name} ${color} keeps ${instances} instances, recorded are 0`);
      }
    }
  }
  return found;
}
