import type { EventVerb } from "../../config/notify";
import type { ReleaseState } from "../../release/state";
import { bluegreen } from "../course/commandLines";
import { partOf, type Update } from "../history/update";
import { secretsIn } from "../record/watch";
import type { Deployed, Stack } from "../world/ports";
import { eventOf, type Occasion, type Said, waitingEvent } from "./event";
import { type Happening, happenedBetween, happenedInHistory, lastOf } from "./happenings";
import { causeOf, restOf } from "./rest";
import { type Audience, Telling } from "./telling";

export interface Announcing extends Audience {
  stack: Stack;
  /** `user@host:pid` of this process. */
  owner: string;
  /** The stack's last updates, newest first; takes no longer than an attempt to tell. */
  history: (count: number) => Promise<Update[]>;
  /** What must not be sent, besides what the stack has. */
  secrets: readonly string[];
  /** To show that a rehearsal notices. */
  broken?: () => readonly string[];
}

/**
 * Announces what the stack's recorded state says, as this command sees it. Nothing waits for a receiver until the
 * command has ended, and then no longer than an attempt takes.
 */
export interface Announcer {
  /** The same stack; what passes it is announced. */
  readonly stack: Stack;
  /**
   * This command goes on where another one was interrupted: what that one may not have sent is sent again; if it may
   * have ended the release, its outcome too.
   */
  continues(how: { alsoEnded: boolean }): void;
  /** An `up` has found settings that wait for a release, such as `users.cpu`. */
  waiting(state: Pick<ReleaseState, "revision">, keys: readonly string[]): void;
  /** The release stands where it is recorded, and nobody seems to continue it. */
  rests(state: ReleaseState, said: Said): void;
  /**
   * The command has ended, with this error if it failed; `rest` is why its release may not go on for now. Resolves once
   * every receiver was notified or has had its time; later calls only wait.
   */
  ended(error?: unknown, rest?: Said): Promise<void>;
  /** Who was not notified of what, and why. Only ever added to. */
  readonly failures: readonly { atMs: number; text: string }[];
}

/** Enough for the longest release. */
const lookBack = 60;

/** An outcome that is older was sent, or is no news. */
const freshMs = 3_600_000;

export function announcing(parts: Announcing): Announcer {
  const { stack, owner, clock, broken = () => [] } = parts;
  if (parts.receivers.length === 0) return silent(stack);
  const telling = new Telling(parts);
  for (const one of parts.secrets) telling.secrets.add(one);
  let last: ReleaseState | null = null;
  /** The release that this command has recorded something of. */
  let own: string | null = null;
  let continuing: { alsoEnded: boolean } | null = null;
  let over = false;
  const occasion = (atMs = clock.nowMs()) => occasionIn(stack, atMs);
  const tellAgain = async (state: ReleaseState, alsoEnded: boolean) => {
    if (!state.current && !alsoEnded) return;
    const now = { state, atMs: clock.nowMs() };
    const past = happenedInHistory(await parts.history(lookBack).catch(() => []), now);
    for (const one of lastOf(past, state.current)) {
      if (!state.current && one.atMs < now.atMs - freshMs) continue;
      telling.tell(eventOf(one, occasion(one.atMs), saidOf(one, stack.name, one.why)));
    }
  };
  const see: See = (deployed, applied) => {
    for (const one of secretsIn(deployed)) telling.secrets.add(one);
    const { release: state } = deployed;
    if (!state) return;
    if (!last && continuing && !broken().includes("sentAgain")) {
      telling.await(tellAgain(state, continuing.alsoEnded));
    }
    for (const one of last ? happenedBetween(last, state) : []) {
      // What another deployer does is for that one to tell.
      if (!applied && one.release.owner !== owner) continue;
      telling.tell(eventOf(one, occasion(), saidOf(one, stack.name, applied?.why ?? null)));
    }
    last = state;
    if (applied) own = state.current?.id ?? null;
  };
  const rests = (state: ReleaseState, said: Said, verb: EventVerb = "paused") => {
    if (!state.current) return;
    const happening = { verb, release: state.current, during: state, after: state };
    telling.tell(eventOf(happening, occasion(), said));
  };
  return {
    failures: telling.failures,
    stack: seenBy(stack, telling.harmless(see), () => broken().includes("recordedFirst")),
    continues: (how) => void (continuing = how),
    waiting: (state, keys) => {
      if (keys.length > 0) telling.tell(waitingEvent(state, keys, occasion()));
    },
    rests,
    async ended(error, rest) {
      // Whoever waits for approval was announced when it was asked for.
      const asked = last?.current?.approval;
      if (!over && rest && last && (!asked?.asked || asked.decided)) rests(last, rest);
      const verb = over
        ? null
        : restOf(error, { state: last, own, continuing: continuing !== null });
      over = true;
      const look = bluegreen("status", stack.name);
      if (verb && last) rests(last, causeOf(error, look), verb);
      await telling.told();
    },
  };
}

function occasionIn({ project, name }: Stack, atMs: number): Occasion {
  return { project, stack: name, at: new Date(atMs).toISOString() };
}

/** Nobody is notified. */
function silent(stack: Stack): Announcer {
  const nothing = () => undefined;
  return {
    ...{ stack, failures: [], continues: nothing, waiting: nothing, rests: nothing },
    ended: () => Promise.resolve(),
  };
}

type See = (deployed: Deployed, applied?: { why: string | null }) => void;

function seenBy(stack: Stack, see: See, tooEarly: () => boolean): Stack {
  return {
    ...stack,
    async read() {
      const deployed = await stack.read();
      see(deployed);
      return deployed;
    },
    async apply(wanted, options) {
      const next = { ...wanted, revision: wanted.revision + 1 };
      if (tooEarly())
        see({ release: next, inventory: undefined, colorSecret: undefined }, { why: null });
      const deployed = await stack.apply(wanted, options);
      see(deployed, { why: partOf(options)?.why ?? null });
      return deployed;
    },
  };
}

function saidOf({ verb, release }: Happening, stack: string, why: string | null): Said {
  if (verb === "rolledBack") return { reasons: why === null ? [] : [why] };
  const asked = verb === "awaitingApproval" ? release.approval?.asked : undefined;
  if (!asked) return {};
  return {
    reasons: [`definition ${asked.definition}; the request expires at ${asked.expiresAt}`],
    next: bluegreen("approve", stack, "--release", release.id),
  };
}
