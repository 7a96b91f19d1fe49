import { bluegreen } from "../course/commandLines";
import { canaryShares } from "../../release/canary";
import type { ReleaseState } from "../../release/state";
import { type CourseName, courses } from "../course/course";
import { type Failure, type Place, reaches, type Step, verbOf } from "../course/step";
import { type StepTitle, titlesOf } from "../course/titles";
import { unrecorded } from "../history/releases";
import { DeployError, StepFailed } from "../world/errors";
import { firstLine } from "../world/printable";
import { withoutSecrets } from "../world/redact";
import { credentialsOf } from "../world/variables";
import { acts } from "./acts";
import { fleetsBegunToStop } from "./oldFleets";
import { applyUp, duringUp, goOn, type Progress } from "./progress";
import { recordedDespite } from "./recorded";
import type { Ended } from "./result";
import { type Rest, RestNeeded, restOf } from "./rest";
import { announced, pausedAt, pausing, type Run } from "./run";

export interface WalkOptions {
  /** The phase that is already recorded: the walk enters there; absent: it starts at the beginning. */
  at?: Place;
  /** Steps to leave out. */
  without?: readonly Step["id"][];
}

/**
 * The loop of every release: takes the steps of a course one by one, and does what the course says when a step
 * fails. Throws DeployError when the release is paused, refused, or held by another.
 */
export async function walk(
  run: Run,
  course: CourseName,
  from: Progress,
  { at, without = [] }: WalkOptions = {},
): Promise<Ended> {
  const reported: string[] = [];
  let progress = from;
  const advance = (next: Progress) => (progress = next);
  for (const { step, entered } of stepsFrom(courses[course], at)) {
    if (without.includes(step.id)) continue;
    const titles = titlesFor(run, step, progress, entered);
    for (const [index, title] of titles.entries()) {
      const rest = step.reachesUsers ? await restOf(run, progress.environment) : null;
      if (rest) return restIn(run, progress, rest);
      const again = entered && index === 0;
      let upIsDone = again;
      try {
        await announced(run, title, async () => {
          const found = progress.environment.release.current;
          advance(await applyStep(run, step, title, progress, { again, unsure: advance }));
          upIsDone = true;
          advance({
            ...progress,
            ...(await acts[step.id].until?.(run, progress, { title, found })),
          });
        });
      } catch (error) {
        if (error instanceof RestNeeded) {
          return restIn(run, { ...progress, environment: error.environment }, error.rest);
        }
        const failure = withSkipped(failureOf(run, progress, error), titles.slice(index + 1));
        const meaning = await meaningOf(run, step, progress, upIsDone);
        if (meaning !== "report") return leaveCourse(run, meaning, progress, failure);
        reported.push(...warned(run, failure));
        break;
      }
    }
  }
  const outcome = course === "back" || course === "undo" ? "rolledBack" : "done";
  return { outcome, progress, returned: course === "back", reasons: reported };
}

function stepsFrom(
  steps: readonly Step[],
  at: Place | undefined,
): { step: Step; entered: boolean }[] {
  const entry = at ? steps.findIndex((step) => reaches(step, at)) : -1;
  return steps
    .slice(Math.max(entry, 0))
    .map((step, index) => ({ step, entered: entry >= 0 && index === 0 }))
    .filter(({ step, entered }) => !entered || acts[step.id].until);
}

/** A step's titles come from the recorded release or, when there is none yet, from the one its `up` begins. */
function titlesFor(
  { ports: { stack } }: Run,
  step: Step,
  { environment: { release }, request, decommission }: Progress,
  entered: boolean,
): StepTitle[] {
  const { settings } = stack;
  const begun = release.current ?? step.up?.make(release, { settings, request, decommission });
  if (begun === null) return [];
  const state = release.current || !begun ? release : (begun as ReleaseState);
  // A hook's command may have a password in it.
  const known = Object.values(settings.services).flatMap(credentialsOf);
  return withoutSecrets(titlesOf(step, { settings, release: state, entered }), known);
}

/** Applies the step's `up`, if it has one in this release: for a release that is resumed there, `again`. */
async function applyStep(
  run: Run,
  step: Step,
  title: StepTitle,
  before: Progress,
  { again, unsure }: { again: boolean; unsure: (progress: Progress) => void },
): Promise<Progress> {
  if (again && !(step.up?.again && run.rules.restoreShares)) return before;
  const { before: prepare, up = applyUp } = acts[step.id];
  const { request, decommission } = before;
  const { release } = before.environment;
  const { settings } = run.ports.stack;
  const { service } = title;
  const ttlSeconds = (await prepare?.(run, before)) ?? undefined;
  const nowMs = run.ports.clock.nowMs();
  const from = { settings, request, decommission, service, ttlSeconds, nowMs };
  const wanted = (again ? step.up?.again : step.up?.make)?.(release, from);
  if (!wanted || !step.up) return before;
  const failed = { ...before, engine: duringUp(run, before.engine, wanted) };
  unsure(failed);
  const id = (wanted.current ?? release.current ?? request)?.id ?? unrecorded;
  try {
    return await up(run, before, wanted, { verb: verbOf(step.up, release), id });
  } catch (error) {
    if (error instanceof StepFailed) unsure(await asRecorded(run, failed, wanted));
    throw error;
  }
}

/** Of a release that its failed `up` has recorded all the same: what follows is made from that, or is refused as stale. */
async function asRecorded(run: Run, failed: Progress, wanted: ReleaseState): Promise<Progress> {
  if (!wanted.current) return failed;
  // Nobody knows then; a later `up` asks again.
  const environment = await recordedDespite(run, wanted).catch(() => null);
  return environment ? { ...failed, environment } : failed;
}

/** What a failure means for the release, given what is left of the old fleets. */
async function meaningOf(
  run: Run,
  { fails, waitFails, withoutWayBack }: Step,
  progress: Progress,
  upIsDone: boolean,
): Promise<Failure> {
  const meaning = upIsDone ? (waitFails ?? fails) : fails;
  if (meaning === "undo" && progress.mayHaveSwitched && run.rules.waitOnUnknown) return "back";
  if (meaning !== "back" || !withoutWayBack) return meaning;
  const { environment } = progress;
  const stopped = await fleetsBegunToStop(run, environment, environment.release.current!);
  return stopped.length > 0 ? withoutWayBack : "back";
}

/**
 * Leaves the release as it is, except that no production stays on a candidate that nobody watches: a share that is
 * recorded, or that an `up` may have forwarded before it was interrupted.
 */
export async function restIn(run: Run, progress: Progress, rest: Rest): Promise<Ended> {
  const isCanary = progress.environment.release.current?.phase === "canary";
  const mayBeOn = isCanary || (progress.mayHaveSwitched && run.rules.restoreShares);
  const held: Ended = mayBeOn
    ? await walk(run, "hold", progress)
    : { outcome: "resting", progress, returned: false, reasons: [] };
  return { ...held, outcome: "resting", reasons: [...rest.reasons], next: rest.next };
}

/** Continues the release on another course than the one that failed. */
export async function leaveCourse(
  run: Run,
  way: Exclude<Failure, "report">,
  progress: Progress,
  failure: StepFailed,
): Promise<Ended> {
  if (way === "refuse") throw failure;
  if (way === "pause") throw paused(run, failure, progress);
  const reasons = warned(run, failure);
  const why = [failure.what, ...failure.reasons].map(firstLine).join("; ");
  const ended = await walk(run, way, { ...progress, why });
  return { ...ended, reasons };
}

function paused({ ports: { stack } }: Run, failure: StepFailed, progress: Progress): DeployError {
  const shares = canaryShares(progress.environment.release);
  const unwatched =
    shares && `; ${shares} may still be on the candidate, and nothing is watching it`;
  return new DeployError(
    "stoppedMidway",
    `${pausedAt(progress.environment.release)}: ${failure.what}${unwatched}`,
    `fix the cause, then: ${shares ? bluegreen("abort", stack.name) : goOn(stack.name, progress)}`,
    failure.reasons,
    { cause: failure },
  );
}

/**
 * Only a failed step is rolled back; after a lost place, a cancel or a bug everything must stay as
 * it is. What is refused in the middle of a recorded release, such as an expired token, pauses it.
 */
function failureOf({ ports: { stack } }: Run, progress: Progress, error: unknown): StepFailed {
  if (error instanceof StepFailed) return error;
  const { release } = progress.environment;
  throw release.current ? pausing(error, goOn(stack.name, progress), pausedAt(release)) : error;
}

function withSkipped(failure: StepFailed, left: readonly StepTitle[]): StepFailed {
  if (left.length === 0) return failure;
  const skipped = left.flatMap(({ step, service }) =>
    service ? [`skipped: ${service}/${step}`] : [],
  );
  return new StepFailed(failure.what, [...failure.reasons, ...skipped], { cause: failure });
}

function warned({ ports: { reporter } }: Run, { what, reasons }: StepFailed): string[] {
  const lines = [what, ...reasons];
  for (const line of lines) reporter.warn(line);
  return lines;
}
