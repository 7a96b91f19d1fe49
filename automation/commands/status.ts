import { boundsOf } from "../../config/size";
import { colors, type CurrentRelease, type Fleet, type ReleaseState } from "../../release/state";
import { exitCodes } from "../world/errors";
import type { EngineLock, EngineLocks } from "../locks/engineLock";
import { describeLock } from "../locks/describeLock";
import { type Liveness, livenessOf, type Machine, ownerProcess } from "../locks/liveness";
import { keysOf, waitingSettings } from "../../config/definition";
import { doing, otherWay } from "../course/phases";
import { type Environment, noEnvironment } from "../world/environment";
import type { EngineState, Stack } from "../world/ports";
import { describeWaiting } from "../course/waiting";
import { unrecordedFleets } from "../runbook/evidence";
import type { CommandResult } from "./result";

/** What `status` looks at. */
export interface StatusParts {
  stack: Stack;
  locks: () => Promise<EngineLocks>;
  machine: Machine;
}

type Recorded = Pick<Environment, "release" | "inventory">;

/** What surrounds a release state, and says what comes of it. */
export interface Surroundings {
  stack: string;
  /** Of the release's owner; null when nothing names its process. */
  owner: Liveness | null;
  /** `root@vm (pid 7), for 12 s, which lives here`: an `up` under way, or one that was killed. */
  lock: string | null;
  /** The lock's holder is gone. */
  lockIsDead: boolean;
  /** Operations that an engine began and never finished. */
  pending: readonly string[];
  /** Fleets that the record does not know of (unrecorded.ts); none while a release is under way. */
  unrecorded: readonly string[];
  /** Until when clients may hold the address that the last `up` took away; milliseconds. */
  heldUntilMs: number;
  nowMs: number;
}

/** `bluegreen status`: where the release stands, in a sentence, and what to do next. */
export async function status(parts: StatusParts): Promise<CommandResult> {
  const { stack, locks } = parts;
  const [{ deployed, engine }, lock] = await Promise.all([
    stack.look(),
    locks().then((found) => found.peek()),
  ]);
  const { release, inventory } = deployed;
  if (!release || !inventory) throw noEnvironment(stack.name);
  const surroundings = surroundingsOf(parts, release, engine, lock?.[0]);
  const { sentence, next } = describeState(release, surroundings);
  const { owner, pending, unrecorded, heldUntilMs } = surroundings;
  const waiting = waitingSettings(stack.settings, release);
  const stopsNotBefore = release.current ? new Date(heldUntilMs).toISOString() : null;
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
    },
    text: [
      `${stack.name}, revision ${release.revision}: ${sentence}`,
      ...serviceLines(stack, { release, inventory }),
      ...(surroundings.lock ? [`  lock: ${surroundings.lock}`] : []),
      ...pending.map((operation) => `  never finished: ${operation}`),
      ...unrecorded.map((fleet) => `  not recorded: ${fleet}`),
      ...describeWaiting(stack.name, waiting).map((line) => `  waiting: ${line}`),
      `next: ${next}`,
    ].join("\n"),
    exitCode: exitCodes.done,
  };
}

function surroundingsOf(
  { stack, machine }: StatusParts,
  release: ReleaseState,
  engine: EngineState,
  lock: EngineLock | undefined,
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
  };
}

const places: Record<Liveness, string> = {
  alive: "which lives here",
  gone: "which is gone",
  elsewhere: "on another machine",
};

function serviceLines(stack: Stack, { release, inventory }: Recorded): string[] {
  return Object.entries(release.services).map(([name, { activeColor, fleets }]) => {
    const { productionName = name, privateName } = inventory.services[name] ?? {};
    const host = [productionName, ...(privateName ? [`${privateName} inside`] : [])].join(", ");
    const running = colors
      .filter((color) => fleets[color].size > 0)
      .map((color) => `${color} ${tasksOf(stack, name, fleets[color])} of ${fleets[color].image}`);
    return `  ${host}: ${[activeColor ?? "never released", ...running].join("; ")}`;
  });
}

/** What is recorded; the world may have scaled it since. */
function tasksOf({ settings }: Stack, service: string, { size }: Fleet): string {
  const wanted = settings.services[service]?.size;
  if (wanted === undefined || typeof wanted === "number") return `${size} tasks`;
  const { min, max } = boundsOf(wanted);
  return `${min} to ${max} tasks (${size} at its release)`;
}

/** Where a release stands, who holds it, what happens next and when, and the command that goes on. */
export function describeState(
  release: ReleaseState,
  around: Surroundings,
): { sentence: string; next: string } {
  const { current } = release;
  const { stack } = around;
  const free = around.lockIsDead ? `bluegreen unlock --stack ${stack}; ` : "";
  const resume = `${free}bluegreen resume --stack ${stack}`;
  if (!current) {
    if (around.lock && !around.lockIsDead) {
      return {
        sentence: "no release is recorded; an `up` is under way, or was killed elsewhere.",
        next: `wait for it, or see whose it is: bluegreen unlock --stack ${stack}`,
      };
    }
    if (around.unrecorded.length > 0) {
      return {
        sentence: "no release is recorded, but a fleet of one runs: its `up` ended before that.",
        next: `${free}bluegreen abort --stack ${stack}`,
      };
    }
    if (around.pending.length > 0 || around.lockIsDead) {
      return { sentence: "no release is recorded, but an `up` was killed.", next: resume };
    }
    const deploy = `bluegreen deploy --stack ${stack} --service <name> --image <reference>`;
    return { sentence: "no release is under way.", next: deploy };
  }
  const sentence = `${whoHolds(current, around)} ${doing(release, current, whenStops(around))}`;
  if (around.owner === "alive") {
    return { sentence, next: `wait, its deployer is at it; ${otherWay(current, stack)}` };
  }
  const mayLive = around.owner === "elsewhere" && !around.lockIsDead;
  return {
    sentence,
    next: `${mayLive ? "once that deployer is gone: " : ""}${resume}; ${otherWay(current, stack)}`,
  };
}

const liveness: Record<Liveness, string> = {
  alive: ", which lives here",
  gone: ", which is gone",
  elsewhere: " on another machine",
};

function whoHolds(
  { id, services, owner, startedAt }: CurrentRelease,
  { owner: lives }: Surroundings,
): string {
  const names = Object.keys(services).join(", ");
  const where = lives === null ? "" : liveness[lives];
  return `release ${id} of ${names}, held by ${owner}${where}, begun ${startedAt},`;
}

function whenStops({ heldUntilMs, nowMs }: Surroundings): string {
  const at = new Date(heldUntilMs).toISOString().slice(11, 19);
  const seconds = Math.ceil((heldUntilMs - nowMs) / 1000);
  return seconds > 0
    ? `next, not before ${at} UTC, in ${seconds} s`
    : `next: since ${at} UTC no client that honours the TTL is left`;
}
