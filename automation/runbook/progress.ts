import type { CurrentRelease, ReleaseState } from "../../release/state";
import { touchedServices } from "../../release/touched";
import type { ReleaseRequest, Withdrawal } from "../../release/transitions";
import { DeployError } from "../world/errors";
import { messageOf, type Verb } from "../history/update";
import type { ApplyOptions, Deployed } from "../world/ports";
import { type Environment, environmentOf } from "../world/environment";
import type { Run } from "./run";

/** What `deploy` was asked for. */
export interface DeployRequest {
  /** Image reference (tag or digest) by service. */
  images: Record<string, string>;
  forceFromBroken: boolean;
}

/** How far a run has come. Each step is given one and returns the next; nobody changes it in place. */
export interface Progress {
  readonly environment: Environment;
  readonly engine: EngineView;
  /** What `deploy` was asked for, before anything of it was looked at. */
  readonly asked?: DeployRequest;
  /** The same, with images pinned and sizes known. */
  readonly request?: ReleaseRequest;
  /** What `service remove` or `env destroy` was asked for. */
  readonly decommission?: Withdrawal;
  /**
   * Alarms that were in ALARM when this run began the release, and say nothing of it; null: another run
   * began it.
   */
  readonly alarmsAtStart: ReadonlySet<string> | null;
  /** Hooks declared `once` that this run itself has noted as begun, as `users/beforeSwitch`. */
  readonly begunHooks: readonly string[];
  /** What a drain counts from; null before the first switch or return of this run. */
  readonly inSync: InSync | null;
  /**
   * A switch may have been tried and taken back without a trace. Whoever did not see that none was tried
   * lets clients leave before anything stops.
   */
  readonly mayHaveSwitched: boolean;
}

/** A switch or return that is in sync everywhere. */
export interface InSync {
  /** On the steady clock, in milliseconds. */
  atMs: number;
  /** Largest TTL that an authoritative server gave for a name that moves, before or after it did. */
  ttlSeconds: number;
}

/** What a run knows of Pulumi's own state. */
export interface EngineView {
  /** An `up` may have done what Pulumi has not recorded: every further one refreshes first. */
  readonly mayBeWrong: boolean;
  /** What is known of the rest of the environment; null: it may not be as the settings say. */
  readonly whole: Whole | null;
  /** When Pulumi last wrote its state for this run, with no other update since; null: not known. */
  readonly place: Promise<string> | null;
}

/** All is as the settings say, but for the services that this run has touched since. */
export interface Whole {
  /** What the last `up` that succeeded made true. */
  state: ReleaseState;
  touched: readonly string[];
  /** Digest of the settings. */
  settings: string;
}

export function progressFrom(
  environment: Environment,
  engine: Partial<EngineView> = {},
  more: Partial<Progress> = {},
): Progress {
  return {
    environment,
    engine: { mayBeWrong: false, whole: null, place: null, ...engine },
    alarmsAtStart: null,
    begunHooks: [],
    inSync: null,
    mayHaveSwitched: false,
    ...more,
  };
}

/** What is known while an `up` runs, and after one that failed: it may have done more than Pulumi noted. */
export function duringUp(run: Run, engine: EngineView, wanted: ReleaseState): EngineView {
  const whole = refreshes(run, engine) ? null : engine.whole && touching(engine.whole, wanted);
  return { mayBeWrong: true, whole, place: null };
}

/**
 * One `up`, measured. Where the rest of the environment is as the settings say, it is of what the release
 * touches, so that neighbours don't slow it down.
 */
export async function applyUp(
  run: Run,
  before: Progress,
  wanted: ReleaseState,
  { verb, id }: { verb: Verb; id: string },
): Promise<Progress> {
  const { clock, stack } = run.ports;
  const started = clock.monotonicSeconds();
  const { whole } = duringUp(run, before.engine, wanted);
  const deployed = await stack.apply(owned(run, wanted), {
    message: messageOf(verb, id),
    // Pulumi can't refresh some of a stack's resources: it then does not know their provider.
    refresh: refreshes(run, before.engine),
    only: whole && onlyOf(whole),
  });
  run.measured.upSeconds.push(clock.monotonicSeconds() - started);
  return {
    ...before,
    environment: environmentOf(stack.name, deployed),
    engine: {
      mayBeWrong: before.engine.mayBeWrong,
      whole: afterUp(whole, deployed),
      place: wanted.current ? askPlace(run) : null,
    },
  };
}

function refreshes({ rules }: Run, { mayBeWrong }: EngineView): boolean {
  return mayBeWrong && rules.refresh;
}

/** Whoever goes on with a release is its owner from then on. */
export function owned(run: Run, wanted: ReleaseState): ReleaseState {
  return { ...wanted, current: wanted.current && ownedBy(run, wanted.current) };
}

function ownedBy({ owner, startedAt }: Run, current: CurrentRelease): CurrentRelease {
  return current.owner === owner ? current : { ...current, owner, ownedAt: startedAt };
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

/**
 * Throws when another update has followed this run's own: also one that failed, of which the record of
 * the release says nothing, so that a compare-and-swap lets this run go on. What it found before, it
 * may not find again.
 */
export async function requirePlace(
  { ports: { stack }, rules }: Run,
  { engine: { place } }: Pick<Progress, "engine">,
): Promise<void> {
  if (place === null || !rules.place) return;
  const [mine, { writtenAt }] = await Promise.all([place, stack.engineState()]);
  if (writtenAt === mine) return;
  throw new DeployError(
    "held",
    "another update ran during this release; what this run has checked may be stale",
    `bluegreen status --stack ${stack.name}`,
  );
}
