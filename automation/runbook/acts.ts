import { sidecarImages } from "../../config/sidecarImage";
import type { CurrentRelease, ReleaseState } from "../../release/state";
import type { StepId } from "../course/step";
import type { StepTitle } from "../course/titles";
import type { Verb } from "../history/update";
import { begin, refuseSecondRelease } from "./begin";
import { beforeShare } from "./canary/candidate";
import { bake } from "./canary/step";
import { compareCandidates } from "./compare/step";
import { drain } from "./drain";
import { type ApiPart, apisOf, type Environment, partsOf } from "../world/environment";
import { gate } from "./gate";
import { untilHandedOver, untilWorkersRun } from "./handover";
import { noteHook, runHook } from "./hooks";
import { keepImages } from "./keepImages";
import { type Progress, requirePlace } from "./progress";
import { requireMayBegin } from "./rest";
import { afterStop, applyStop, beforeStop } from "./retire";
import type { Run } from "./run";
import { untilHealthy, untilRunning, untilTestNameAnswers } from "./stage";
import { releasedTtlSeconds, untilInSync } from "./switch";
import { warmCandidates } from "./warm/step";

/** What a step of the course does. */
export interface Act {
  /** Runs before its `up`; throws StepFailed to prevent it. Returns the TTL that the `up` has to record. */
  before?: (run: Run, progress: Progress) => Promise<number | void>;
  /** Its `up`, where there is more to it than applyUp. */
  up?: (
    run: Run,
    progress: Progress,
    wanted: ReleaseState,
    named: { verb: Verb; id: string },
  ) => Promise<Progress>;
  /** Runs after it; returns once the step's `until` is true, throws StepFailed if it never becomes true. */
  until?: (run: Run, progress: Progress, at: Reached) => Promise<Partial<Progress> | void>;
}

export interface Reached {
  title: StepTitle;
  /** The release as the step found it, before its `up`. */
  found: CurrentRelease | null;
}

const ofEachApi =
  (wait: (run: Run, environment: Environment, part: ApiPart) => Promise<void>): Act["until"] =>
  async (run, { environment }) => {
    for (const part of apisOf(partsOf(run.ports, environment, environment.release.current!))) {
      await wait(run, environment, part);
    }
  };

const hook = (name: "beforeStage" | "beforeSwitch" | "afterSwitch" | "afterRetire"): Act => ({
  up: noteHook,
  until: (run, progress, { title }) =>
    runHook(run, progress, { hook: name, service: title.service! }),
});

const stop: Act = {
  before: beforeStop,
  up: applyStop,
  until: (run, progress, { found }) => afterStop(run, progress, found),
};

export const acts: Readonly<Record<StepId, Act>> = {
  "0": {
    until: async (run, { environment, asked }) => {
      refuseSecondRelease(run.ports.stack.name, environment);
      if (!asked!.previous) await requireMayBegin(run, environment, asked);
      const begun = await begin(run, environment, asked!);
      const candidates = Object.values(begun.request.services).flatMap(({ image, settings }) => [
        image,
        ...sidecarImages(settings),
      ]);
      await keepImages(run.ports, environment.release, candidates);
      return begun;
    },
  },
  decommission: {},
  define: {},
  beforeStage: hook("beforeStage"),
  "1": { until: ofEachApi(untilRunning) },
  "2": { until: ofEachApi(untilHealthy) },
  "3": { until: ofEachApi(untilTestNameAnswers) },
  "4": { until: gate },
  compare: { until: compareCandidates },
  warm: { until: warmCandidates },
  // A release that is resumed here may have been interrupted while it stopped its candidate.
  canary: { before: beforeShare, until: bake },
  beforeSwitch: hook("beforeSwitch"),
  "5": {
    before: (run, { environment }) => releasedTtlSeconds(run, environment),
    until: (run, { environment }) => untilInSync(run, environment),
  },
  approval: {},
  hold: {},
  handover: { before: untilHandedOver },
  work: { until: (run, { environment }) => untilWorkersRun(run, environment) },
  afterSwitch: hook("afterSwitch"),
  drain: { until: drain },
  recheck: { until: drain },
  "6": stop,
  afterRetire: hook("afterRetire"),
  close: {},
  back: {
    before: async (run, progress) => {
      const ttlSeconds = await releasedTtlSeconds(run, progress.environment);
      await requirePlace(run, progress);
      return ttlSeconds;
    },
    until: (run, { environment }) => untilInSync(run, environment),
  },
  undo: stop,
};
