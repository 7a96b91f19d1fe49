import type { CurrentRelease } from "../../release/state";
import { stage } from "../../release/transitions";
import { DeployError, StepFailed } from "../errors";
import { begin, type DeployRequest } from "./begin";
import { drain } from "./drain";
import type { Environment } from "./environment";
import { gate } from "./gate";
import { fleetsBegunToStop } from "./oldFleets";
import { stopFleets } from "./retire";
import { releaseResult, type ReleaseResult } from "./result";
import { type Run, step } from "./run";
import { applyStage, settleStage } from "./stage";
import { applySwitch, type InSync, returnTraffic, untilInSync } from "./switch";
import { undoStage } from "./undo";

/** A release, from nothing to done: the six steps. */
export async function release(
  run: Run,
  environment: Environment,
  request: DeployRequest,
): Promise<ReleaseResult> {
  const wanted = await step(run, "0", "look at production and pin the image", () =>
    begin(run, environment, request),
  );
  const current = stage(environment.release, wanted).current!;
  let standing = environment;
  try {
    standing = await settleStage(run, current, async () => {
      standing = await applyStage(run, environment, wanted);
      return standing;
    });
    await gate(run, standing, current);
  } catch (error) {
    return giveUp(run, standing, current, failureOf(error));
  }
  return goLive(run, standing, current);
}

/** From a staged and tested candidate to the end. */
export async function goLive(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
): Promise<ReleaseResult> {
  let standing = environment;
  let inSync: InSync;
  try {
    inSync = await step(run, "5", "switch production to the candidate", async () => {
      standing = await applySwitch(run, environment);
      return untilInSync(run, standing);
    });
  } catch (error) {
    // Switched, but not in sync: going back would need the same servers to follow.
    if (standing !== environment) throw resting(run, failureOf(error));
    return goBack(run, environment, current, failureOf(error));
  }
  return finish(run, inSync, current);
}

/** From a switch in sync to the end: drain, then stop the old fleets. */
export async function finish(
  run: Run,
  inSync: InSync,
  current: CurrentRelease,
): Promise<ReleaseResult> {
  const wayBack = (await fleetsBegunToStop(run, inSync.environment, current)).length === 0;
  try {
    await drain(run, inSync, { watch: wayBack });
  } catch (error) {
    return goBack(run, inSync.environment, current, failureOf(error));
  }
  const after = await midway(run, () => stopFleets(run, inSync.environment, "6"));
  return releaseResult(run, named(current), after.release, "done");
}

/** Before the switch: the candidates stop; production was never touched. */
export async function giveUp(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
  failure: StepFailed,
): Promise<ReleaseResult> {
  for (const line of whyOf(failure)) run.ports.reporter.warn(line);
  const after = await midway(run, () => undoStage(run, environment, current.id));
  return releaseResult(run, named(current), after.release, "rolledBack", whyOf(failure));
}

/** After a switch that happened or may have: production returns first, then clients leave, then the candidates stop. */
export async function goBack(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
  failure: StepFailed,
): Promise<ReleaseResult> {
  for (const line of whyOf(failure)) run.ports.reporter.warn(line);
  const after = await midway(run, async () => {
    const inSync = await returnTraffic(run, environment);
    await drain(run, inSync, { watch: false });
    return stopFleets(run, inSync.environment, "undo");
  });
  return releaseResult(run, named(current), after.release, "rolledBack", whyOf(failure));
}

/** Past the point where a failure has a way back of its own: it rests where it is, safe to resume. */
export async function midway<T>(run: Run, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw resting(run, failureOf(error));
  }
}

export function resting({ ports: { stack } }: Run, failure: StepFailed): DeployError {
  return new DeployError(
    "stoppedMidway",
    `the release rests midway, production is served: ${failure.what}`,
    `mend the cause, then: bluegreen resume --stack ${stack.name}`,
    failure.reasons,
    { cause: failure },
  );
}

/** Only a failed step has a way back; a lost place, a cancel or a bug must leave everything as it is. */
export function failureOf(error: unknown): StepFailed {
  if (error instanceof StepFailed) return error;
  throw error;
}

function whyOf({ what, reasons }: StepFailed): string[] {
  return [what, ...reasons];
}

function named(current: CurrentRelease): { id: string; services: string[] } {
  return { id: current.id, services: Object.keys(current.services) };
}
