import { roundMinutes, roundsLeft, sharesOf } from "../../../release/canary";
import { readDelayMinutes } from "../../../statistics/canary/judge";
import { bluegreen } from "../../course/commandLines";
import { canarySteps } from "../../course/canaried";
import { alarmsSinceStart } from "../alarms";
import { DeployError, QuestionFailed, StepFailed, Stopped } from "../../world/errors";
import { apisOf, type Environment, partsOf } from "../../world/environment";
import type { Progress } from "../progress";
import type { Run } from "../run";
import { steadyMs } from "../waitUntil";
import type { Baking } from "./baking";
import { requireWellCandidates } from "./candidate";
import { followPlace } from "./place";
import { canaryResult, describeCanary } from "./result";
import { longestSilenceMinutes } from "./silence";
import { beginWatching, minutesOfRound, reasonsOf, watch, type Watched } from "./watch";

/** Looks at Pulumi's state cost more than those at the candidate. */
const looksPerPlace = 5;

/**
 * Returns once the shares have served for their minutes, or somebody has promoted the canary. Throws StepFailed when
 * the candidate becomes unhealthy, an alarm goes off, the metrics speak against it, or nothing can be seen of it.
 */
export async function bake(run: Run, progress: Progress): Promise<Partial<Progress>> {
  const watched = watchedOf(run, progress.environment);
  if (watched.length === 0) return {};
  try {
    return await untilBaked(run, progress, watched);
  } catch (error) {
    if (error instanceof Stopped) throw unwatched(run, error, watched);
    throw error;
  }
}

/** Nothing else returns a candidate that gets worse. */
function unwatched(run: Run, stopped: Stopped, watched: readonly Watched[]): DeployError {
  const { name } = run.ports.stack;
  const shares = watched.map((part) => `${part.percent} % of ${part.name}`).join(", ");
  return new DeployError(
    "stoppedMidway",
    `${stopped.message}; ${shares} is still on the candidate, and nothing watches it now`,
    `${bluegreen("resume", name)}, or return everything to the old version: ${bluegreen("abort", name)}`,
    [],
    { cause: stopped },
  );
}

async function untilBaked(
  run: Run,
  progress: Progress,
  watched: readonly Watched[],
): Promise<Partial<Progress>> {
  const { clock, metrics, observer, reporter } = run.ports;
  const steps = canarySteps(run.ports.stack.settings, progress.environment.release);
  const minutes = roundMinutes(sharesOf(progress.environment.release.current!), steps);
  const round = minutesOfRound(run.ports, minutes);
  let now = { ...progress, canary: progress.canary ?? (await beginWatching(run, progress, steps)) };
  let next = round.from;
  let seenMs = steadyMs(clock);
  for (let looks = 1; ; looks++) {
    const promoted = now.environment.release.current?.promoted === true;
    try {
      if (looks % looksPerPlace === 0) now = { ...now, ...(await followPlace(run, now)) };
      await requireWell(run, now, watched);
      const seen = await watch(run, now, watched, { ...round, from: next });
      now = { ...now, canary: seen.canary };
      next = seen.next;
      seenMs = steadyMs(clock);
    } catch (error) {
      refuseBlindness(run, error, (steadyMs(clock) - seenMs) / metrics.minuteMs);
    }
    const over = next >= round.to;
    const reasons = watched.flatMap((one) => reasonsOf(now.canary, one));
    const isLast = roundsLeft(now.environment.release.current!, steps).length === 0;
    if (reasons.length > 0 || (isLast && (over || promoted))) {
      conclude(run, now.canary, watched, over && !promoted);
    }
    if (reasons.length > 0) throw new StepFailed("the candidate failed its canary", reasons);
    if (over || promoted) return now;
    const all = watched.map(({ name, percent }) => `${percent} % of ${name}`);
    const leftMs = (round.to + readDelayMinutes) * metrics.minuteMs - clock.nowMs();
    reporter.waiting(`the canary with ${all.join(", ")}`, Math.max(0, leftMs / 1000));
    await clock.sleep(observer.pollMs);
  }
}

function watchedOf(run: Run, environment: Environment): Watched[] {
  const { current } = environment.release;
  const shares = sharesOf(current!);
  return apisOf(partsOf(run.ports, environment, current!)).flatMap((part) => {
    const percent = shares[part.name];
    return percent === undefined ? [] : [{ ...part, percent }];
  });
}

/** A look that failed says nothing of the candidate; after some minutes of that, the canary would be unwatched. */
function refuseBlindness(run: Run, error: unknown, minutes: number): void {
  const ends =
    (error instanceof StepFailed && !(error instanceof QuestionFailed)) ||
    error instanceof Stopped ||
    (error instanceof DeployError && error.kind === "held");
  if (ends) throw error;
  const found = error instanceof DeployError ? error.found : String(error);
  if (minutes >= longestSilenceMinutes) {
    const what = `nothing could be seen of the canary for ${longestSilenceMinutes} minutes`;
    throw new StepFailed(what, [found], { cause: error });
  }
  run.ports.reporter.note(`this look at the canary failed, the next one follows: ${found}`);
}

function conclude(
  run: Run,
  canary: Readonly<Record<string, Baking>>,
  watched: readonly Watched[],
  asPlanned: boolean,
): void {
  for (const { name, percent } of watched) {
    const baking = canary[name];
    if (!baking) continue;
    const result = canaryResult(name, baking, { percent, asPlanned });
    run.measured.canary.push(result);
    run.ports.reporter.note(describeCanary(result));
  }
}

async function requireWell(
  run: Run,
  progress: Progress,
  watched: readonly Watched[],
): Promise<void> {
  await requireWellCandidates(run, progress);
  const alarms = await alarmsSinceStart(run, progress, watched);
  if (alarms.length > 0) throw new StepFailed("an alarm went into ALARM in the canary", alarms);
}
