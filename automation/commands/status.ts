import { bluegreen } from "../course/commandLines";
import type { Inventory } from "../../release/inventory";
import { activeFreeze } from "../../release/freeze";
import type { ReleaseState } from "../../release/state";
import { describeFreeze } from "../world/person";
import { type DeployError, exitCodes } from "../world/errors";
import type { EngineLock, EngineLocks } from "../locks/engineLock";
import { describeLock } from "../locks/describeLock";
import { livenessOf, type Machine, ownerProcess } from "../locks/liveness";
import type { Settings } from "../../config/schema";
import { keysOf, waitingSettings } from "../../config/definition";
import { windowsNow, type WindowsNow } from "../../config/windows";
import { unregisteredServices } from "../../config/registered";
import { noEnvironment } from "../world/environment";
import type { EngineState, Observer, Stack } from "../world/ports";
import { describeApproval } from "../course/resting";
import { describeWaiting } from "../course/waiting";
import { printedState } from "../world/variables";
import { closedWindows } from "../runbook/holds";
import { unrecordedFleets } from "../runbook/evidence";
import type { Announcer } from "../events/announcer";
import { type Stale, staleness } from "./stale";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";
import {
  begunToStop,
  type Look,
  lookAtAws,
  lookSeconds,
  movedBy,
  notAsked,
  shortOf,
  sideBySide,
} from "./statusLook";
import { describeState, places, type Surroundings } from "./statusSentence";
import { nextLines, serviceLines, wrapped } from "./statusText";

/** What `status` works with. */
export interface StatusParts {
  stack: Stack;
  locks: () => Promise<EngineLocks>;
  machine: Machine;
  /** See Session. */
  unreadable: DeployError | null;
  /** An observer whose calls end after this many seconds. */
  observing: (seconds: number) => Observer;
}

export interface StatusOptions extends StackOptions {
  /** Without a look at AWS and DNS. */
  recorded: boolean;
  /** Seconds without anything recorded after which the release's deployer is taken for gone. */
  stale?: number;
  /** Tell those whom `notify` names of a release whose deployer is gone. */
  notify?: boolean;
}

/** What a look found, and what it means. */
export interface Standing {
  release: ReleaseState;
  inventory: Inventory;
  engine: EngineState;
  look: Look;
  surroundings: Surroundings;
  sentence: string;
  next: string;
  waiting: ReturnType<typeof waitingSettings>;
  /** What else there is to say, a line each. */
  notes: string[];
}

/** Looks at the stack and, unless told otherwise, at AWS and DNS. */
export async function standing(parts: StatusParts, recorded = false): Promise<Standing> {
  const { stack, locks } = parts;
  const [{ deployed, engine }, lock] = await Promise.all([
    stack.look(),
    locks().then((found) => found.peek()),
  ]);
  const { release, inventory } = deployed;
  if (!release || !inventory) throw noEnvironment(stack.name);
  const look = await lookOf(parts, { release, inventory }, { engine, recorded });
  const surroundings = surroundingsOf(
    parts,
    { release, inventory },
    { engine, look, lock: lock?.[0], recorded },
  );
  const { owner, pending, unrecorded, moved } = surroundings;
  const waiting = waitingIn(stack, release, inventory);
  const differs = moved !== null || (release.current !== null && owner !== "alive");
  const notes = [
    ...describeUnreadable(parts.unreadable),
    ...foretold(windowsNow(stack.settings.windows, surroundings.nowMs), look),
    ...(surroundings.lock ? [`lock: ${surroundings.lock}`] : []),
    ...pending.map((operation) => `never finished: ${operation}`),
    ...unrecorded.map((fleet) => `not recorded: ${fleet}`),
    ...(differs ? sideBySide(look) : []),
    ...removedNames(stack.name, release),
    ...frozenIn(stack.name, release, surroundings.nowMs),
    ...approvalOf(stack.settings, release),
    ...describeWaiting(stack.name, waiting).map((line) => `waiting: ${line}`),
    ...(look.asked ? [] : [`recorded values only, no live data from AWS: ${look.why}`]),
  ];
  return {
    ...{ release, inventory, engine, look, surroundings, waiting, notes },
    ...describeState(release, surroundings),
  };
}

/** `bluegreen status`: the state of the release in one sentence, and what to do next. */
export async function status(
  parts: StatusParts & { announcer?: Pick<Announcer, "rests"> },
  asked: Pick<StatusOptions, "recorded" | "stale" | "notify"> = { recorded: false },
): Promise<CommandResult> {
  const { stack, unreadable } = parts;
  const found = await standing(parts, asked.recorded);
  const stale = staleIn(found, stack.settings, asked.stale);
  if (stale && asked.notify) {
    parts.announcer?.rests(found.release, { reasons: [stale.reason], next: found.next });
  }
  const { release, inventory, look, surroundings, sentence, next, waiting, notes } = found;
  const { owner, pending, unrecorded, heldUntilMs, stopping, nowMs } = surroundings;
  const lines = [...(stale ? [`stale: ${stale.reason}`] : []), ...notes];
  const drains = release.current !== null && stopping.length === 0;
  return {
    json: {
      ok: true,
      stack: stack.name,
      ...printedState(release),
      sentence,
      next,
      ...(asked.stale !== undefined && { stale }),
      owner,
      lock: surroundings.lock,
      pending,
      unrecorded,
      stopsNotBefore: drains ? new Date(heldUntilMs).toISOString() : null,
      windows: windowsNow(stack.settings.windows, nowMs),
      waiting: keysOf(waiting),
      unreadable: unreadable && [unreadable.found, ...unreadable.reasons],
      look,
    },
    text: [
      ...wrapped(`${stack.name}, revision ${release.revision}: ${sentence}`, ""),
      "",
      ...serviceLines({ release, inventory }, look, nowMs),
      ...(lines.length > 0 ? [""] : []),
      ...lines.flatMap((note) => wrapped(note, "  ")),
      "",
      ...nextLines(next),
    ].join("\n"),
    exitCode: stale ? exitCodes.stoppedMidway : exitCodes.done,
  };
}

function staleIn(
  { release, engine, surroundings: { owner, nowMs } }: Standing,
  settings: Settings,
  seconds: number | undefined,
): Stale | null {
  if (seconds === undefined) return null;
  const writtenMs = Date.parse(engine.writtenAt);
  return staleness(release, { owner, writtenMs, nowMs }, seconds, settings);
}

/** What would keep a release from beginning. */
function foretold(windows: WindowsNow | null, look: Look): string[] {
  const blockers = look.asked ? look.blockers : [];
  return [
    ...(windows ? [`windows: ${windows.text}`] : []),
    ...blockers.map((line) => `blocked: ${line}`),
  ];
}

async function lookOf(
  { stack, observing }: StatusParts,
  known: { release: ReleaseState; inventory: Inventory },
  { engine, recorded }: { engine: EngineState; recorded: boolean },
): Promise<Look> {
  if (recorded) return notAsked("--recorded", known, engine);
  return lookAtAws(observing(lookSeconds), known, engine, stack.settings);
}

function waitingIn({ settings }: Stack, release: ReleaseState, { services }: Inventory) {
  const called = unregisteredServices(settings, release, services);
  return waitingSettings(settings, onceDone(release), called);
}

/** What serves if the release in progress ends well: the settings that it brings wait for no other one. */
function onceDone({ current, services }: ReleaseState): Pick<ReleaseState, "services"> {
  if (!current || current.phase === "returning") return { services };
  const brought = Object.entries(current.services).flatMap(([name, { candidate }]) => {
    const service = services[name];
    const isRun = service && service.fleets[candidate].settings !== undefined;
    return isRun ? [[name, { ...service, activeColor: candidate }] as const] : [];
  });
  return { services: { ...services, ...Object.fromEntries(brought) } };
}

interface Found {
  engine: EngineState;
  look: Look;
  lock: EngineLock | undefined;
  /** AWS was not to be asked. */
  recorded: boolean;
}

function surroundingsOf(
  { stack, machine, unreadable }: StatusParts,
  { release, inventory }: { release: ReleaseState; inventory: Inventory },
  { engine, look, lock, recorded }: Found,
): Surroundings {
  const { current } = release;
  const owner = current && ownerProcess(current.owner, current.ownedAt ?? current.startedAt);
  const { drain } = stack.settings;
  const ttlSeconds = Math.max(drain.ttlSeconds, current?.ttlSeconds ?? 0);
  return {
    stack: stack.name,
    owner: owner && livenessOf(owner, machine),
    lock: lock ? `${describeLock(lock, machine)}, ${places[livenessOf(lock, machine)]}` : null,
    lockIsDead: lock !== undefined && livenessOf(lock, machine) === "gone",
    pending: engine.pending,
    unreadable: unreadable !== null,
    unrecorded: current ? [] : unrecordedFleets(release, engine),
    heldUntilMs: Date.parse(engine.writtenAt) + (ttlSeconds + drain.marginSeconds) * 1000,
    nowMs: machine.nowMs(),
    moved: movedBy(look),
    stopping: begunToStop(look, release, engine),
    short: shortOf(look, { release, inventory }, stack.settings),
    heldUp: heldUpBy(stack, look, machine.nowMs()),
    unanswered: !look.asked && !recorded,
  };
}

/** What else than the record keeps a release from going on. */
function heldUpBy({ settings }: Stack, look: Look, nowMs: number): Surroundings["heldUp"] {
  const closed = closedWindows(settings, nowMs);
  return [
    ...(look.asked ? look.blockers : []).map((why) => ({ why, command: null })),
    ...(closed === null ? [] : [{ why: closed, command: null, passable: true as const }]),
  ];
}

function describeUnreadable(unreadable: DeployError | null): string[] {
  if (!unreadable) return [];
  const { found, reasons } = unreadable;
  const lines = [`${found}; using those of the last \`up\``, ...reasons];
  return lines.map((line) => `settings: ${line}`);
}

/** A release that is waiting names it, too; here it is seen while none is in progress. */
function frozenIn(stack: string, release: ReleaseState, nowMs: number): string[] {
  const freeze = release.current ? null : activeFreeze(release, nowMs);
  return freeze
    ? [`${describeFreeze(stack, freeze)}; to end it: ${bluegreen("unfreeze", stack)}`]
    : [];
}

/** A release in progress says itself what it waits for. */
function approvalOf({ approval }: Settings, { current }: ReleaseState): string[] {
  const rule = current ? null : describeApproval(approval);
  return rule === null ? [] : [`releases: ${rule}`];
}

/** Names whose removal was interrupted, or is still running. */
function removedNames(stack: string, { services }: ReleaseState): string[] {
  return Object.entries(services).flatMap(([service, { removedNames: names = {} }]) =>
    Object.keys(names).map(
      (name) =>
        `being removed: ${name}; to finish: ` +
        bluegreen(`host remove ${name}`, stack, `--service ${service}`),
    ),
  );
}
