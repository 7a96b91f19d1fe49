import { type CurrentRelease, serviceState } from "../../release/state";
import { refused, StepFailed } from "../world/errors";
import { type Environment, observeFleet } from "../world/environment";
import { gate } from "./gate";
import { fleetsBegunToStop } from "./oldFleets";
import { noteHooks, runHooks } from "./hooks";
import { conclude, finish, giveUp, goBack, goFromDefined, goLive, midway } from "./release";
import { awaitRetired, closeRelease, undoStage } from "./retire";
import { releaseResult, type ReleaseResult } from "./result";
import { type Run, step } from "./run";
import { settleStage } from "./stage";
import { describeStanding, findStanding, mayHaveMoved, type Standing } from "./standing";
import { untilInSync } from "./switch";

/** Goes on from where a release rests, whoever ran it and however it ended. */
export async function resume(run: Run, environment: Environment): Promise<ReleaseResult> {
  const standing = await look(run, environment);
  const { current } = environment.release;
  if (!current) return tidy(run, environment, standing);
  switch (current.phase) {
    case "defined":
      return goFromDefined(run, environment, current);
    case "staged":
      if (current.leaves) return goLive(run, environment, current);
      return testAgain(run, environment, current);
    case "switched":
      // Only a return moves a record away from the candidate, and whoever began it had a reason.
      return mayHaveMoved(standing)
        ? takeBack(run, environment, current, "a return to the old fleet was begun")
        : finish(run, await settled(run, environment), current);
    case "returning":
      return goBack(run, environment, current, new StepFailed("resumed on its way back", []));
    case "retired":
      await midway(run, () => awaitRetired(run, environment, current));
      return conclude(run, environment, current);
  }
}

/** Ends a release without its candidate, by the safest way from where it rests. */
export async function abort(run: Run, environment: Environment): Promise<ReleaseResult> {
  const standing = await look(run, environment);
  const { current } = environment.release;
  if (!current) return tidy(run, environment, standing);
  const why = "aborted on request";
  switch (current.phase) {
    case "defined":
      // Its tasks were never to start before the phase after it.
      return giveUp(run, environment, current, new StepFailed(why, []));
    case "staged":
      return endUnseen(run, environment, current, new StepFailed(why, []));
    case "switched":
      return takeBack(run, environment, current, why);
    case "returning":
      return goBack(run, environment, current, new StepFailed(why, []));
    case "retired":
      return closeWithout(run, environment, current);
  }
}

/** The old fleets have stopped, so there is nothing to abort but the hooks. */
async function closeWithout(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
): Promise<ReleaseResult> {
  run.ports.reporter.warn("nothing is left to return to: the release ends as it is");
  const after = await midway(run, () => closeRelease(run, environment));
  const services = Object.keys(current.services);
  return releaseResult(run, { id: current.id, services }, after.release, "done", [
    "aborted when only `afterRetire` was left: it may not have run",
  ]);
}

/** Returns production to the old fleets, unless these have begun to stop: then the release is finished. */
export async function takeBack(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
  why: string,
): Promise<ReleaseResult> {
  run.engineMayBeWrong = true;
  const stopped = await fleetsBegunToStop(run, environment, current);
  if (stopped.length === 0) return goBack(run, environment, current, new StepFailed(why, []));
  for (const reason of stopped) run.ports.reporter.warn(reason);
  run.ports.reporter.warn("nothing is left to return to: finishing the release; then roll back");
  // What `afterSwitch` could still find out would change nothing.
  return finish(run, await settled(run, environment), current, { hooks: false });
}

function look(run: Run, environment: Environment): Promise<Standing> {
  const { current, services } = environment.release;
  run.engineMayBeWrong = true;
  return step(run, "0", "look where the release stands", async () => {
    const names = Object.keys(current?.services ?? services);
    const standing = await findStanding(run.ports, environment, names);
    run.place = Promise.resolve(standing.writtenAt);
    for (const line of describeStanding(standing)) run.ports.reporter.note(line);
    return standing;
  });
}

/** Whatever the switch did, production gets a candidate that passes its tests now, or none. */
async function testAgain(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
): Promise<ReleaseResult> {
  let standing = environment;
  try {
    await settleStage(run, current, () => Promise.resolve(environment));
    await gate(run, environment, current);
    standing = await noteHooks(run, environment, current, "beforeSwitch");
    await runHooks(run, standing, current, "beforeSwitch");
  } catch (error) {
    if (error instanceof StepFailed) return endUnseen(run, standing, current, error);
    throw error;
  }
  return goLive(run, standing, current);
}

/**
 * A switch may have been tried, and taken back a moment ago: then nothing shows it, and clients still hold
 * the candidate's address. Who did not see that none was tried lets them leave before anything stops.
 */
function endUnseen(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
  failure: StepFailed,
): Promise<ReleaseResult> {
  const end = run.rules.waitOnUnknown ? goBack : giveUp;
  return end(run, environment, current, failure);
}

/** No release is recorded: what an `up` left half done, if anything, is taken back. */
async function tidy(
  run: Run,
  environment: Environment,
  standing: Standing,
): Promise<ReleaseResult> {
  const names = Object.keys(environment.release.services);
  const half = await halfStaged(run, environment, names, standing);
  if (!mayHaveMoved(standing) && half.length === 0) {
    throw refused(
      "no release is under way, and the world is as recorded",
      `bluegreen status --stack ${run.ports.stack.name}`,
    );
  }
  for (const reason of half) run.ports.reporter.note(reason);
  const after = await midway(run, () => undoStage(run, environment, "unrecorded"));
  return releaseResult(run, { id: "none", services: names }, after.release, "rolledBack", [
    "an `up` had ended before its release was recorded; the recorded state is restored",
    ...half,
  ]);
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

function settled(run: Run, environment: Environment) {
  return step(run, "5", "see that the switch is in sync", () =>
    midway(run, () => untilInSync(run, environment)),
  );
}
