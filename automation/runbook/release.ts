import type { CurrentRelease } from "../../release/state";
import { stage } from "../../release/transitions";
import { DeployError, StepFailed } from "../world/errors";
import { begin, type DeployRequest } from "./begin";
import { drain } from "./drain";
import type { Environment } from "../world/environment";
import { gate } from "./gate";
import { startWaitingWorkers, untilWorkersRun } from "./handover";
import { fleetsBegunToStop } from "./oldFleets";
import { hasHook, noteHooks, runHooks } from "./hooks";
import { closeRelease, stopFleets, undoStage } from "./retire";
import { releaseResult, type ReleaseResult } from "./result";
import { type Run, step } from "./run";
import { applyDefine, applyStage, applyStart, settleStage } from "./stage";
import { applySwitch, type InSync, returnTraffic, untilInSync } from "./switch";

/** A release, from nothing to done: the six steps, and the services' own hooks between them. */
export async function release(
  run: Run,
  environment: Environment,
  request: DeployRequest,
): Promise<ReleaseResult> {
  const wanted = await step(run, "0", "look at production and pin the image", () =>
    begin(run, environment, request),
  );
  const current = stage(environment.release, wanted).current!;
  const { services } = run.ports.stack.settings;
  if (!hasHook(services, Object.keys(wanted.services), "beforeStage")) {
    return goThroughStage(run, environment, current, () => applyStage(run, environment, wanted));
  }
  let defined: Environment;
  try {
    defined = await step(run, "define", "register the new definition", () =>
      applyDefine(run, environment, wanted),
    );
  } catch (error) {
    return giveUp(run, environment, current, failureOf(error));
  }
  return goFromDefined(run, defined, current);
}

/** From a candidate that is defined, and of which nothing runs, to the end. */
export async function goFromDefined(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
): Promise<ReleaseResult> {
  let standing = environment;
  try {
    standing = await noteHooks(run, environment, current, "beforeStage");
    await runHooks(run, standing, current, "beforeStage");
  } catch (error) {
    return giveUp(run, standing, current, failureOf(error));
  }
  return goThroughStage(run, standing, current, () => applyStart(run, standing));
}

async function goThroughStage(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
  apply: () => Promise<Environment>,
): Promise<ReleaseResult> {
  let standing = environment;
  try {
    standing = await settleStage(run, current, async () => {
      standing = await apply();
      return standing;
    });
    await gate(run, standing, current);
    standing = await noteHooks(run, standing, current, "beforeSwitch");
    await runHooks(run, standing, current, "beforeSwitch");
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
    inSync = await step(run, "5", nameOf(current), async () => {
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

function nameOf({ leaves, services }: CurrentRelease): string {
  if (!leaves) return "switch production to the candidate";
  return `take ${Object.keys(services).join(", ")} out of production`;
}

/** From a switch in sync to the end: workers take over, hooks, drain, then stop the old fleets. */
export async function finish(
  run: Run,
  inSync: InSync,
  current: CurrentRelease,
  { hooks = true } = {},
): Promise<ReleaseResult> {
  let standing = inSync.environment;
  const hasWayBack = async () => (await fleetsBegunToStop(run, standing, current)).length === 0;
  const failed: string[] = [];
  try {
    standing = await startWaitingWorkers(run, standing, current);
  } catch (error) {
    const failure = failureOf(error);
    if (!(await hasWayBack())) throw resting(run, failure);
    return goBack(run, standing, current, failure);
  }
  try {
    await untilWorkersRun(run, standing, current);
  } catch (error) {
    if (await hasWayBack()) return goBack(run, standing, current, failureOf(error));
    // There is nothing to return to: a worker that is ill does not keep the release from its end.
    failed.push(...warned(run, failureOf(error)));
  }
  try {
    if (hooks) {
      standing = await noteHooks(run, standing, current, "afterSwitch");
      await runHooks(run, standing, current, "afterSwitch");
    }
  } catch (error) {
    if (await hasWayBack()) return goBack(run, standing, current, failureOf(error));
    failed.push(...warned(run, failureOf(error)));
  }
  try {
    const wayBack = await hasWayBack();
    await drain(run, { ...inSync, environment: standing }, { watch: wayBack });
  } catch (error) {
    return goBack(run, standing, current, failureOf(error));
  }
  const after = await midway(run, () => stopFleets(run, standing, "6"));
  return conclude(run, after, current, failed);
}

/** After the old fleets have stopped: hooks, whose failure is told and changes nothing; then it is over. */
export async function conclude(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
  failedBefore: readonly string[] = [],
): Promise<ReleaseResult> {
  const failed = [...failedBefore];
  let standing = environment;
  if (environment.release.current) {
    try {
      standing = await noteHooks(run, environment, current, "afterRetire");
      await runHooks(run, standing, current, "afterRetire");
    } catch (error) {
      failed.push(...warned(run, failureOf(error)));
    }
    standing = await midway(run, () => closeRelease(run, standing));
  }
  return releaseResult(run, named(current), standing.release, "done", failed);
}

/** Before the switch: the candidates stop; production was never touched. */
export async function giveUp(
  run: Run,
  environment: Environment,
  current: CurrentRelease,
  failure: StepFailed,
): Promise<ReleaseResult> {
  warned(run, failure);
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
  run.measured.returned = true;
  warned(run, failure);
  const after = await midway(run, async () => {
    const inSync = await returnTraffic(run, environment);
    const standing = await startWaitingWorkers(run, inSync.environment, current);
    await untilWorkersRun(run, standing, current).catch((error: unknown) => {
      // What served before is all there is to return to: it ends there, well or not.
      warned(run, failureOf(error));
    });
    await drain(run, { ...inSync, environment: standing }, { watch: false });
    return stopFleets(run, standing, "undo");
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

function warned({ ports: { reporter } }: Run, failure: StepFailed): string[] {
  for (const line of whyOf(failure)) reporter.warn(line);
  return whyOf(failure);
}

function whyOf({ what, reasons }: StepFailed): string[] {
  return [what, ...reasons];
}

function named(current: CurrentRelease): { id: string; services: string[] } {
  return { id: current.id, services: Object.keys(current.services) };
}
