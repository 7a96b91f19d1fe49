import { changesShared } from "../../config/shared";
import { bluegreen } from "../course/commandLines";
import type { CurrentRelease, Definition, ReleaseState } from "../../release/state";
import { touchedServices } from "../../release/touched";
import type { ReleaseRequest, Withdrawal } from "../../release/transitions";
import { DeployError } from "../world/errors";
import { printable } from "../world/printable";
import { withoutSecrets } from "../world/redact";
import { messageOf, type Verb } from "../history/update";
import type { ApplyOptions, Deployed } from "../world/ports";
import { type Environment, environmentOf } from "../world/environment";
import { inHistory } from "./inHistory";
import type { Baking } from "./canary/baking";
import { isOnlyAnnotated, withAnnotationsOf } from "./annotated";
import { reachesUsers, RestNeeded, restOf } from "./rest";
import { retryHeld } from "./retryHeld";
import type { Run } from "./run";

/** What `deploy` was asked for. */
export interface DeployRequest {
  /** Image reference (tag or digest) by service. */
  images: Record<string, string>;
  /** For a rollback: the previous version of each service, which is released again. */
  previous?: Record<string, Definition>;
  /** Even if nothing differs from production. */
  restart?: boolean;
  /** Why it passes the release windows. */
  urgent?: string | undefined;
  forceFromBroken: boolean;
}

/** Alarms that are ignored while they stay in ALARM, by name: since when they are, or null if that is unknown. */
export type OldAlarms = ReadonlyMap<string, number | null>;

/** How far a run has got. Each step takes one and returns the next; it is never changed in place. */
export interface Progress {
  readonly environment: Environment;
  readonly engine: EngineView;
  /** What `deploy` was asked for, before any of it was checked. */
  readonly asked?: DeployRequest;
  /** The same, with pinned images and known sizes. */
  readonly request?: ReleaseRequest;
  /** What `service remove` or `env destroy` was asked for. */
  readonly decommission?: Withdrawal;
  /** Alarms that were already in ALARM when this run began the release; null: another run began it. */
  readonly alarmsAtStart: OldAlarms | null;
  /** `once` hooks that this run itself has recorded as begun, as `users/beforeSwitch`. */
  readonly begunHooks: readonly string[];
  /** When the drain began; null before this run's first switch or rollback. */
  readonly inSync: InSync | null;
  /**
   * A switch may have been attempted and reverted without a trace. Unless this run knows that none was
   * attempted, it drains before it stops anything.
   */
  readonly mayHaveSwitched: boolean;
  /** What this run has seen of a canary, by service. */
  readonly canary?: Readonly<Record<string, Baking>>;
  /** It is not judged as it was planned: somebody promoted a step of it, or this run resumed it. */
  readonly canaryIsEarly?: boolean;
  /** Why the release is being rolled back; absent while it goes on. */
  readonly why?: string;
}

/** A switch or rollback that every authoritative server answers. */
export interface InSync {
  /** On the steady clock, in milliseconds. */
  atMs: number;
  /** Largest TTL that an authoritative server gave for a name that moved, before or after the move. */
  ttlSeconds: number;
}

/** What a run knows of Pulumi's own state. */
export interface EngineView {
  /** An `up` may have made changes that Pulumi has not recorded, so every further `up` refreshes first. */
  readonly mayBeWrong: boolean;
  /** What is known of the rest of the environment; null: it may not match the settings. */
  readonly whole: Whole | null;
  /** Digest of what this run's last `up` left; another value later means another update. Null: not known. */
  readonly place: Promise<string> | null;
}

/** Everything matches the settings, except for the services that this run has touched since. */
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

/** What is known while an `up` runs, and after one that failed: it may have changed more than Pulumi recorded. */
export function duringUp(run: Run, engine: EngineView, wanted: ReleaseState): EngineView {
  const before = refreshes(run, engine) ? null : engine.whole;
  const { settings } = run.ports.stack;
  const ofSome = before !== null && !changesShared(settings, before.state, wanted);
  const whole = ofSome ? touching(before, wanted) : null;
  return { mayBeWrong: true, whole, place: null };
}

/**
 * One `up`, timed. When the rest of the environment already matches the settings, the `up` covers only what
 * the release touches, so that other services don't slow it down.
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
  const deployed = await applyDespitePeople(run, before.environment.release, wanted, {
    // Passed to the Pulumi CLI as an argument, which can't contain a NUL.
    message: printable(messageOf(verb, id, withoutSecrets(before.why, []), inHistory(run))),
    // Pulumi can't refresh a part of a stack: it then does not know the resources' provider.
    refresh: refreshes(run, before.engine),
    only: whole && onlyOf(whole),
    again: goOn(stack.name, before),
    ...(run.measured.upSeconds.length === 0 && { afterLock: "run the command again" }),
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

/**
 * What to run when the release was interrupted. `resume` would continue with a candidate that was to be rolled back,
 * and finds nothing to do where the release was not recorded yet.
 */
export function goOn(
  stack: string,
  { environment, why }: Pick<Progress, "environment" | "why">,
): string {
  const { current } = environment.release;
  if (!current) return bluegreen("resume", stack, "--if-any");
  const isReturning = current.phase === "returning" || current.phase === "retired";
  return why === undefined || isReturning ? bluegreen("resume", stack) : bluegreen("abort", stack);
}

/**
 * Somebody may promote a canary, decide on an approval or freeze the environment just before its deployer's next `up`.
 * That goes on from what they have recorded, unless production would reach the candidate by it: then the release may
 * have to rest. A deployer that has applied nothing so far was started while nobody watched: what holds the stack then
 * may be the lock of one that was killed.
 */
async function applyDespitePeople(
  run: Run,
  before: ReleaseState,
  wanted: ReleaseState,
  options: ApplyOptions,
): Promise<Deployed> {
  const { stack } = run.ports;
  let mine = owned(run, wanted);
  if (run.measured.upSeconds.length === 0) return stack.apply(mine, options);
  const mayBeLocked = before.current?.phase === "canary";
  return retryHeld(
    run.ports,
    () => stack.apply(mine, options),
    async () => {
      const environment = environmentOf(stack.name, await stack.read());
      const now = environment.release;
      if (now.revision === before.revision) return mayBeLocked;
      if (!isOnlyAnnotated(before, now)) return false;
      const rest = reachesUsers(before, wanted) && (await restOf(run, environment));
      if (rest) throw new RestNeeded(rest, environment);
      mine = withAnnotationsOf(now, mine);
      return true;
    },
  );
}

function refreshes({ rules }: Run, { mayBeWrong }: EngineView): boolean {
  return mayBeWrong && rules.refresh;
}

/** The deployer that continues a release owns it from then on. */
export function owned(run: Run, wanted: ReleaseState): ReleaseState {
  return { ...wanted, current: wanted.current && ownedBy(run, wanted.current) };
}

function ownedBy({ owner, startedAt }: Run, current: CurrentRelease): CurrentRelease {
  return current.owner === owner ? current : { ...current, owner, ownedAt: startedAt };
}

/** Not awaited here: only what stops or starts a fleet needs the answer (requirePlace). */
function askPlace({ ports: { stack } }: Run): Promise<string> {
  const place = stack.engineState().then(({ content }) => content);
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

/** If the settings changed since the `up` before, this one covered the whole environment. */
function afterUp(before: Whole | null, { release: state, settings }: Deployed): Whole | null {
  if (!state || !settings) return null;
  return { touched: [], ...(before?.settings === settings && before), state, settings };
}

/**
 * Throws when another update has run after this run's own. A failed update leaves no trace in the release
 * state, so the compare-and-swap would not notice it; but what this run has checked may be stale. What people may
 * record meanwhile changes nothing of that.
 */
export async function requirePlace(
  { ports: { stack }, rules }: Run,
  { engine: { place }, environment }: Pick<Progress, "engine" | "environment">,
): Promise<void> {
  if (place === null || !rules.place) return;
  const [mine, { content }] = await Promise.all([place, stack.engineState()]);
  if (content === mine) return;
  const now = environmentOf(stack.name, await stack.read()).release;
  if (isOnlyAnnotated(environment.release, now)) return;
  throw new DeployError(
    "held",
    "another update ran during this release; what this run has checked may be stale",
    bluegreen("status", stack.name),
  );
}
