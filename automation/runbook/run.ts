import type { HookName } from "../../config/hooks";
import type { CurrentRelease, ReleaseState } from "../../release/state";
import { touchedServices } from "../../release/touched";
import { DeployError } from "../world/errors";
import { messageOf, type Verb } from "../history/update";
import type { ApplyOptions, CheckResult, Deployed, Ports, StepResult } from "../world/ports";
import type { Rules } from "../world/rules";

/** One run of the deployer: its seams, its rules, and what it has measured so far. */
export interface Run {
  ports: Ports;
  rules: Rules;
  /** `user@host:pid` of this process. */
  owner: string;
  /** When it first went on with a release that another had begun; null: it has not. */
  ownedAt: string | null;
  /** An `up` may have done what the engine does not know of: every further one looks first. */
  engineMayBeWrong: boolean;
  /** What is known of the rest of the environment; null: it may not be as the settings say. */
  whole: Whole | null;
  /** When the engine last wrote for this run, which no other update has followed; null: not known. */
  place: Promise<string> | null;
  /** Alarms that were in ALARM when the release began, and say nothing of it; null: not asked yet. */
  alarmsAtStart: ReadonlySet<string> | null;
  /** Hooks declared `once` that this run itself has noted as begun, as `users/beforeSwitch`. */
  begunHooks: Set<string>;
  /** What a person says of hooks of which the world can't tell. */
  hookAnswers: HookAnswers;
  measured: Measured;
}

/** All is as the settings say, but for the services that this run has touched since. */
export interface Whole {
  /** What the last `up` that ended well made true. */
  state: ReleaseState;
  touched: readonly string[];
  /** Digest of the settings. */
  settings: string;
}

/** Hooks by name, as `users/beforeSwitch`. */
export interface HookAnswers {
  /** It has run, and is not to run again. */
  ran: readonly string[];
  /** It has not run, or may run again. */
  again: readonly string[];
}

export interface Measured {
  steps: StepResult[];
  /** Seconds of each `up`, in order. */
  upSeconds: number[];
  /** Seconds between the switch in sync and the stop; null when nothing had to drain. */
  drainSeconds: number | null;
  /** Whether production was led back from the candidate, or may have been on it. */
  returned: boolean;
  tests: CheckResult[];
  hooks: HookResult[];
}

export interface HookResult {
  service: string;
  hook: HookName;
  ok: boolean;
  seconds: number;
  /** Null when the task did not end by itself. */
  exitCode: number | null;
  /** Why it failed; empty when it did not. */
  reason: string;
  /** The end of what it has written. */
  output: string;
}

export function startRun(ports: Ports, rules: Rules, owner: string): Run {
  return {
    ports,
    rules,
    owner,
    ownedAt: null,
    engineMayBeWrong: false,
    whole: null,
    place: null,
    alarmsAtStart: null,
    begunHooks: new Set(),
    hookAnswers: { ran: [], again: [] },
    measured: {
      steps: [],
      upSeconds: [],
      drainSeconds: null,
      returned: false,
      tests: [],
      hooks: [],
    },
  };
}

/** Announces a step, runs it, and records how long it took. */
export async function step<T>(
  { ports: { clock, reporter }, measured }: Run,
  id: string,
  name: string,
  action: () => Promise<T>,
): Promise<T> {
  const started = clock.monotonicSeconds();
  reporter.stepStarted(id, name);
  // Also of a step that fails: how long it took before it did is part of the story.
  const ended = () => {
    const result = { step: id, name, seconds: clock.monotonicSeconds() - started };
    measured.steps.push(result);
    return result;
  };
  let value: T;
  try {
    value = await action();
  } catch (error) {
    ended();
    throw error;
  }
  reporter.stepEnded(ended());
  return value;
}

/**
 * A refusal says that nothing was changed. Once this run has applied an `up`, that is no longer true: a
 * permission or a token that is missing from then on leaves the release resting midway.
 */
export async function refusingOnlyAtFirst<T>(run: Run, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const changed = run.measured.upSeconds.length > 0;
    if (!changed || !(error instanceof DeployError) || error.kind !== "refused") throw error;
    throw new DeployError(
      "stoppedMidway",
      `the release rests midway, production is served: ${error.found}`,
      // Not the same command: this release is to go on.
      `${error.mend.replace(/(, and run the command again)?\.?$/, "")}; then: ` +
        `bluegreen resume --stack ${run.ports.stack.name}`,
      error.reasons,
      { cause: error },
    );
  }
}

/**
 * One `up`, measured. Where the rest of the environment is as the settings say, it is of what the release
 * touches, so that it takes no longer for its neighbours. One that fails may have done more than the engine
 * has noted.
 */
export async function applyUp(
  run: Run,
  wanted: ReleaseState,
  { verb, id }: { verb: Verb; id: string },
): Promise<Deployed> {
  const { clock, stack } = run.ports;
  const started = clock.monotonicSeconds();
  const mayBeWrong = run.engineMayBeWrong;
  run.engineMayBeWrong = true;
  run.place = null;
  const refresh = mayBeWrong && run.rules.refresh;
  const current = wanted.current && ownedBy(run, wanted.current);
  // The engine can't refresh some of a stack's resources: it then does not know their provider.
  const whole = refresh ? null : run.whole && touching(run.whole, wanted);
  run.whole = whole;
  const deployed = await stack.apply(
    { ...wanted, current },
    { message: messageOf(verb, id), refresh, only: whole && onlyOf(whole) },
  );
  run.engineMayBeWrong = mayBeWrong;
  run.whole = afterUp(whole, deployed);
  run.measured.upSeconds.push(clock.monotonicSeconds() - started);
  run.place = wanted.current ? askPlace(run) : null;
  return deployed;
}

/** Whoever goes on with a release is its owner from then on. */
export function ownedBy(run: Run, current: CurrentRelease): CurrentRelease {
  if (current.owner === run.owner) return current;
  run.ownedAt ??= new Date(run.ports.clock.nowMs()).toISOString();
  return { ...current, owner: run.owner, ownedAt: run.ownedAt };
}

/** Not waited for here: only what stops or starts a fleet needs the answer (requirePlace). */
function askPlace({ ports: { stack } }: Run): Promise<string> {
  const place = stack.engineState().then(({ writtenAt }) => writtenAt);
  place.catch(() => undefined);
  return place;
}

function touching(whole: Whole, wanted: ReleaseState): Whole {
  const touched = [...whole.touched, ...touchedServices(whole.state, wanted)];
  return { ...whole, touched: [...new Set(touched)].sort() };
}

function onlyOf({ touched: services, settings }: Whole): ApplyOptions["only"] {
  return { services, settings };
}

/** An `up` of other settings than the one before was of the whole. */
function afterUp(before: Whole | null, { release: state, settings }: Deployed): Whole | null {
  if (!state || !settings) return null;
  return { touched: [], ...(before?.settings === settings && before), state, settings };
}
