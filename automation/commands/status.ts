import { bluegreen } from "../course/commandLines";
import { canaryShares } from "../../release/canary";
import type { CurrentRelease, ReleaseState } from "../../release/state";
import { exitCodes } from "../world/errors";
import type { EngineLock, EngineLocks } from "../locks/engineLock";
import { describeLock } from "../locks/describeLock";
import { type Liveness, livenessOf, type Machine, ownerProcess } from "../locks/liveness";
import { keysOf, waitingSettings } from "../../config/definition";
import { unregisteredServices } from "../../config/registered";
import { doing, otherWay } from "../course/phases";
import { noEnvironment } from "../world/environment";
import type { EngineState, Observer, Stack } from "../world/ports";
import { describeWaiting } from "../course/waiting";
import { unrecordedFleets } from "../runbook/evidence";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";
import {
  type Look,
  lookAtAws,
  lookSeconds,
  movedBy,
  notAsked,
  shortOf,
  sideBySide,
} from "./statusLook";
import { nextLines, serviceLines, wrapped } from "./statusText";

/** What `status` works with. */
export interface StatusParts {
  stack: Stack;
  locks: () => Promise<EngineLocks>;
  machine: Machine;
  /** An observer whose calls end after this many seconds. */
  observing: (seconds: number) => Observer;
}

export interface StatusOptions extends StackOptions {
  /** Without a look at AWS and DNS. */
  recorded: boolean;
}

/** What is known besides the release state. */
export interface Surroundings {
  stack: string;
  /** Of the release's owner; null if its process is unknown. */
  owner: Liveness | null;
  /** `root@vm (pid 7), for 12 s, still running on this host`: a running `up`, or one that was killed. */
  lock: string | null;
  /** The lock's holder is no longer running. */
  lockIsDead: boolean;
  /** Operations that Pulumi began and never finished. */
  pending: readonly string[];
  /** Fleets that run without being recorded (unrecordedFleets); none while a release is in progress. */
  unrecorded: readonly string[];
  /** Until when clients may hold the address that the last `up` replaced, in milliseconds. */
  heldUntilMs: number;
  nowMs: number;
  /** See movedBy. */
  moved: "names" | "workers" | null;
  /** Serving fleets with too few tasks, such as `users blue runs 0 of 2 tasks`. */
  short: readonly string[];
}

/** `bluegreen status`: the state of the release in one sentence, and what to do next. */
export async function status(
  parts: StatusParts,
  { recorded }: Pick<StatusOptions, "recorded"> = { recorded: false },
): Promise<CommandResult> {
  const { stack, locks } = parts;
  const [{ deployed, engine }, lock] = await Promise.all([
    stack.look(),
    locks().then((found) => found.peek()),
  ]);
  const { release, inventory } = deployed;
  if (!release || !inventory) throw noEnvironment(stack.name);
  const look: Look = recorded
    ? notAsked("--recorded", { release, inventory }, engine)
    : await lookAtAws(parts.observing(lookSeconds), { release, inventory }, engine);
  const surroundings = surroundingsOf(parts, release, { engine, look, lock: lock?.[0] });
  const { sentence, next } = describeState(release, surroundings);
  const { owner, pending, unrecorded, heldUntilMs, moved, nowMs } = surroundings;
  const waiting = waitingSettings(
    stack.settings,
    release,
    unregisteredServices(stack.settings, release, inventory.services),
  );
  const stopsNotBefore = release.current ? new Date(heldUntilMs).toISOString() : null;
  const differs = moved !== null || (release.current !== null && owner !== "alive");
  const notes = [
    ...(surroundings.lock ? [`lock: ${surroundings.lock}`] : []),
    ...pending.map((operation) => `never finished: ${operation}`),
    ...unrecorded.map((fleet) => `not recorded: ${fleet}`),
    ...(differs ? sideBySide(look) : []),
    ...removedNames(stack.name, release),
    ...describeWaiting(stack.name, waiting).map((line) => `waiting: ${line}`),
    ...(look.asked ? [] : [`recorded values only, no live data from AWS: ${look.why}`]),
  ];
  return {
    json: {
      ok: true,
      stack: stack.name,
      ...release,
      sentence,
      next,
      owner,
      lock: surroundings.lock,
      pending,
      unrecorded,
      stopsNotBefore,
      waiting: keysOf(waiting),
      look,
    },
    text: [
      ...wrapped(`${stack.name}, revision ${release.revision}: ${sentence}`, ""),
      "",
      ...serviceLines({ release, inventory }, look, nowMs),
      ...(notes.length > 0 ? [""] : []),
      ...notes.flatMap((note) => wrapped(note, "  ")),
      "",
      ...nextLines(next),
    ].join("\n"),
    exitCode: exitCodes.done,
  };
}

function surroundingsOf(
  { stack, machine }: StatusParts,
  release: ReleaseState,
  { engine, look, lock }: { engine: EngineState; look: Look; lock: EngineLock | undefined },
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
    unrecorded: current ? [] : unrecordedFleets(release, engine),
    heldUntilMs: Date.parse(engine.writtenAt) + (ttlSeconds + drain.marginSeconds) * 1000,
    nowMs: machine.nowMs(),
    moved: movedBy(look),
    short: shortOf(look, { release }),
  };
}

const places: Record<Liveness, string> = {
  alive: "still running on this host",
  gone: "no longer running",
  elsewhere: "on another host",
};

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

/** The state of a release, who holds it, what happens next and when, and the command that continues it. */
export function describeState(
  release: ReleaseState,
  around: Surroundings,
): { sentence: string; next: string } {
  const { current } = release;
  const { stack } = around;
  const free = around.lockIsDead ? `${bluegreen("unlock", stack)}; ` : "";
  const resume = `${free}${bluegreen("resume", stack)}`;
  if (!current) {
    if (around.lock && !around.lockIsDead) {
      return {
        sentence: "no release is recorded; an `up` is running, or was killed on another host.",
        next: `wait until it ends; to see who holds the lock: ${bluegreen("unlock", stack)}`,
      };
    }
    if (around.unrecorded.length > 0) {
      return {
        sentence: "no release is recorded, but tasks of an interrupted release are running.",
        next: `${free}${bluegreen("abort", stack)}`,
      };
    }
    if (around.pending.length > 0 || around.lockIsDead) {
      return { sentence: "no release is recorded, but an `up` was interrupted.", next: resume };
    }
    if (around.moved) {
      return {
        sentence: `no release is recorded, but ${howMoved[around.moved]}.`,
        next: resume,
      };
    }
    if (around.short.length > 0) {
      return {
        sentence: `no release is in progress, but production is short of tasks: ${around.short.join("; ")}.`,
        next: bluegreen("verify", stack),
      };
    }
    const deploy = bluegreen("deploy", stack, "--service <name> --image <reference>");
    return { sentence: "no release is in progress.", next: deploy };
  }
  const shares = canaryShares(release);
  const sentence = [
    whoHolds(current, around),
    around.moved ? doingUnsure(current, around.moved) : doing(release, current, whenStops(around)),
    ...(shares ? [`On the candidate: ${shares}.`] : []),
    ...(around.short.length > 0 ? [`Short of tasks: ${around.short.join("; ")}.`] : []),
  ].join(" ");
  if (around.owner === "alive") {
    return { sentence, next: `wait, its deployer is still running; ${otherWay(current, stack)}` };
  }
  const mayLive = around.owner === "elsewhere" && !around.lockIsDead;
  return {
    sentence,
    next: `${mayLive ? "once that deployer is no longer running: " : ""}${resume}; ${otherWay(current, stack)}`,
  };
}

const howMoved = {
  names: "production's names may have moved: they do not match the recorded state",
  workers: "a worker's serving fleet was scaled to 0 in ECS",
};

/** The last `up` has begun to move production, or somebody else moved it. */
function doingUnsure({ phase }: CurrentRelease, moved: keyof typeof howMoved): string {
  const rolledBack = phase === "returning" || phase === "switched";
  return (
    `is recorded in phase ${phase}, but ${howMoved[moved]}: ` +
    `a ${rolledBack ? "rollback or switch" : "switch"} is running or was interrupted.` +
    (moved === "names" ? " Both fleets keep running." : "")
  );
}

function whoHolds(
  { id, services, owner, startedAt }: CurrentRelease,
  { owner: lives }: Surroundings,
): string {
  const names = Object.keys(services).join(", ");
  const where = lives === null ? "" : ` (${places[lives]})`;
  return `release ${id} of ${names}, started ${startedAt} and held by ${owner}${where},`;
}

function whenStops({ heldUntilMs, nowMs }: Surroundings): string {
  const at = new Date(heldUntilMs).toISOString().slice(11, 19);
  const seconds = Math.ceil((heldUntilMs - nowMs) / 1000);
  return seconds > 0
    ? `next, not before ${at} UTC, in ${seconds} s`
    : `next: every client that honours the TTL had left by ${at} UTC`;
}
