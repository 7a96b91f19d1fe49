import { bluegreen } from "../course/commandLines";
import { list } from "../../config/problem";
import { canaryShares } from "../../release/canary";
import type { CurrentRelease, ReleaseState } from "../../release/state";
import type { Liveness } from "../locks/liveness";
import { doing, otherWay } from "../course/phases";
import { hasExpired } from "../../release/approval";
import { notPassed, type Obstacle, recordedObstacles, restNext } from "../runbook/rest";
import { describePerson } from "../world/person";

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
  /** The settings file can't be used. */
  unreadable: boolean;
  /** Fleets that run without being recorded (unrecordedFleets); none while a release is in progress. */
  unrecorded: readonly string[];
  /** Until when clients may hold the address that the last `up` replaced, in milliseconds. */
  heldUntilMs: number;
  nowMs: number;
  /** See movedBy. */
  moved: "names" | "workers" | null;
  /** Fleets of the release that an interrupted `up` has begun to stop, such as `users blue`. */
  stopping: readonly string[];
  /** What windows and blockers say against going on; absent: nothing. */
  heldUp?: readonly Obstacle[];
  /** Serving fleets with too few tasks, such as `users blue runs 0 of 2 tasks`. */
  short: readonly string[];
  /** AWS was asked and did not answer: no release can begin or go on before it does. */
  unanswered?: boolean;
}

export const places: Record<Liveness, string> = {
  alive: "still running on this host",
  gone: "no longer running",
  elsewhere: "on another host",
};

/** The state of a release, who holds it, what happens next and when, and the command that continues it. */
export function describeState(
  release: ReleaseState,
  around: Surroundings,
): { sentence: string; next: string } {
  const { current } = release;
  return (current && restIn(release, current, around)) ?? inMotion(release, around);
}

/** The same of a release that waits before its switch, short enough for a heading; null: it does not. */
export function restHeading(release: ReleaseState, around: Surroundings): string | null {
  const { current } = release;
  if (!current || !restIn(release, current, around)) return null;
  const decided = current.approval?.decided;
  if (decided?.is === "rejected") return "Rejected; production is untouched";
  if (hasExpired(current, around.nowMs))
    return "Nobody approved it in time; production is untouched";
  const asked = current.approval?.asked && !decided;
  return `Waiting ${asked ? "for approval" : "to switch"}; production is untouched`;
}

function inMotion(release: ReleaseState, around: Surroundings): { sentence: string; next: string } {
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
      const next = `${resume} --if-any`;
      return { sentence: "no release is recorded, but an `up` was interrupted.", next };
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
    return { sentence: "no release is in progress.", next: atRest(around) };
  }
  const shares = canaryShares(release);
  const sentence = [
    whoHolds(current, around),
    doingNow(release, current, around),
    ...(shares ? [`On the candidate: ${shares}.`] : []),
    ...(around.short.length > 0 ? [`Short of tasks: ${around.short.join("; ")}.`] : []),
  ].join(" ");
  if (around.owner === "alive") {
    return { sentence, next: `wait, its deployer is still running; ${otherWay(current, stack)}` };
  }
  const mayLive = around.owner === "elsewhere" && !around.lockIsDead;
  const until = [
    ...(mayLive ? ["that deployer is no longer running"] : []),
    ...(around.unanswered ? ["AWS answers"] : []),
  ];
  const first = until.length > 0 ? `once ${until.join(" and ")}: ` : "";
  if (around.stopping.length > 0) {
    return { sentence, next: `${first}${free}${endsStop(current, stack)}` };
  }
  return { sentence, next: `${first}${resume}; ${otherWay(current, stack)}` };
}

function atRest({ stack, unreadable, unanswered }: Surroundings): string {
  const verify = bluegreen("verify", stack);
  if (unreadable) return `fix Pulumi.${stack}.yaml, then check it: ${verify}`;
  if (unanswered) return `to see which calls AWS does not answer, and why: ${verify}`;
  return bluegreen("deploy", stack, "--service <name> --image <reference>");
}

/** Where it waits before production reaches its candidate, whoever ran it last; null: it does not. */
function restIn(
  release: ReleaseState,
  current: CurrentRelease,
  { stack, nowMs, moved, stopping, short, owner, lockIsDead, heldUp = [] }: Surroundings,
): { sentence: string; next: string } | null {
  const isCalm = moved === null && stopping.length + short.length === 0 && !lockIsDead;
  if (current.phase !== "staged" || owner === "alive" || !isCalm) return null;
  const all = [...recordedObstacles(stack, release, nowMs), ...heldUp];
  const waits = notPassed(all, current.urgent);
  const decided = current.approval?.decided;
  const names = Object.keys(current.services).join(", ");
  const begun = `release ${current.id} of ${names}, started ${current.startedAt} by ${current.owner},`;
  const resume = bluegreen("resume", stack);
  if (hasExpired(current, nowMs) || decided?.is === "rejected") {
    const why = decided
      ? `was rejected by ${describePerson(decided.by)}`
      : `waited for approval until ${current.approval!.asked!.expiresAt}`;
    const sentence = `${begun} ${why}; production is untouched, and \`resume\` rolls it back.`;
    return { sentence, next: resume };
  }
  if (waits.length === 0) return null;
  return {
    sentence: `${begun} is waiting, and production is untouched: ${waits.map(({ why }) => why).join("; ")}.`,
    next: `${restNext(stack, waits)}; ${otherWay(current, stack)}`,
  };
}

function doingNow(release: ReleaseState, current: CurrentRelease, around: Surroundings): string {
  if (around.stopping.length > 0) {
    return `is recorded in phase ${current.phase} and has begun to stop ${list(around.stopping)}.`;
  }
  return around.moved
    ? doingUnsure(current, around.moved)
    : doing(release, current, whenStops(around));
}

/** Before the switch only an `abort` stops a fleet. After it there is nothing left to roll back to. */
function endsStop({ phase }: CurrentRelease, stack: string): string {
  const isEarly = phase === "staged" || phase === "canary";
  return isEarly ? bluegreen("abort", stack) : bluegreen("resume", stack);
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
