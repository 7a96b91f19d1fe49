import { describeShares, roundMinutes, roundsLeft, sharesOf } from "../../../release/canary";
import type { CurrentRelease } from "../../../release/state";
import { longestSilenceMinutes, readDelayMinutes } from "../../../statistics/canary/judge";
import { bluegreen } from "../../course/commandLines";
import { canarySteps } from "../../course/canaried";
import { alarmsSinceStart } from "../alarms";
import { DeployError, QuestionFailed, StepFailed, Stopped } from "../../world/errors";
import type { Progress } from "../progress";
import type { Run } from "../run";
import { steadyMs } from "../waitUntil";
import { requireWellCandidates } from "./candidate";
import { conclude } from "./conclude";
import { followPlace } from "./place";
import { beginWatching, minutesOfRound, reasonsOf, watch, type Watched, watchedOf } from "./watch";

/** What a progress line begins with while a share serves; a rehearsal reads from it that one does. */
export const canaryWait = "the canary with";

/** Looks at Pulumi's state cost more than those at the candidate. */
const looksPerPlace = 5;

/**
 * Returns once the shares have served for their minutes, or somebody has promoted the canary. Throws StepFailed when
 * the candidate becomes unhealthy, an alarm goes off, the metrics speak against it, or nothing can be seen of it.
 */
export async function bake(
  run: Run,
  progress: Progress,
  { found }: { found: CurrentRelease | null },
): Promise<Partial<Progress>> {
  const watched = watchedOf(run, progress.environment);
  if (watched.length === 0) return {};
  // The moment at which an earlier run ended may have been chosen by what was seen until then.
  const isResumed = found?.phase === "canary" && !progress.canary;
  const canaryIsEarly = progress.canaryIsEarly || isResumed;
  try {
    return await untilBaked(run, { ...progress, canaryIsEarly }, watched);
  } catch (error) {
    if (error instanceof Stopped) throw unwatched(run, error, watched);
    throw error;
  }
}

/** Nothing else rolls back a candidate that gets worse. */
function unwatched(run: Run, stopped: Stopped, watched: readonly Watched[]): DeployError {
  const { name } = run.ports.stack;
  return new DeployError(
    "stoppedMidway",
    `${stopped.message}; ${named(watched)} is still on the candidate, and nothing is watching it`,
    `${bluegreen("resume", name)}, or send everything back to the old version: ${bluegreen("abort", name)}`,
    [],
    { cause: stopped },
  );
}

const named = (watched: readonly Watched[]) =>
  describeShares(Object.fromEntries(watched.map(({ name, percent }) => [name, percent])));

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
      const ended = endedBy(run, error, (steadyMs(clock) - seenMs) / metrics.minuteMs);
      if (ended) {
        conclude(run, now, watched, ended);
        throw ended;
      }
    }
    const over = next >= round.to;
    if (promoted && !over) now = { ...now, canaryIsEarly: true };
    const reasons = watched.flatMap((one) => reasonsOf(now.canary, one));
    const isLast = roundsLeft(now.environment.release.current!, steps).length === 0;
    if (reasons.length > 0 || (isLast && (over || promoted))) {
      conclude(run, now, watched);
    }
    if (reasons.length > 0) throw new StepFailed("the candidate failed its canary", reasons);
    if (over || promoted) return now;
    const leftMs = (round.to + readDelayMinutes) * metrics.minuteMs - clock.nowMs();
    reporter.waiting(`${canaryWait} ${named(watched)}`, Math.max(0, leftMs / 1000));
    await clock.sleep(observer.pollMs);
  }
}

/**
 * A look that failed says nothing of the candidate; after some minutes of that, the canary would be unwatched. Null:
 * the next look follows.
 */
function endedBy(run: Run, error: unknown, minutes: number): StepFailed | null {
  if (error instanceof StepFailed && !(error instanceof QuestionFailed)) return error;
  const isDeployError = error instanceof DeployError;
  if (error instanceof Stopped || (isDeployError && error.kind === "held")) throw error;
  const found = isDeployError ? error.found : String(error);
  if (minutes >= longestSilenceMinutes) {
    const what = `the canary could not be checked for ${longestSilenceMinutes} minutes`;
    return new StepFailed(what, [found], { cause: error });
  }
  run.ports.reporter.note(`a check of the canary failed and will be repeated: ${found}`);
  return null;
}

async function requireWell(
  run: Run,
  progress: Progress,
  watched: readonly Watched[],
): Promise<void> {
  await requireWellCandidates(run, progress);
  const alarms = await alarmsSinceStart(run, progress, watched);
  if (alarms.length > 0) throw new StepFailed("an alarm went into ALARM during the canary", alarms);
}
