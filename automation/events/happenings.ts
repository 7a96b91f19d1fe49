import type { EventVerb } from "../../config/notify";
import type { CurrentRelease, ReleaseState } from "../../release/state";
import { partOf, type Update } from "../history/update";

/** What a recorded state has that the one before had not. */
export interface Happening {
  verb: EventVerb;
  release: CurrentRelease;
  /** The state in which the release was last in progress. */
  during: ReleaseState;
  /** The state that makes it true. */
  after: ReleaseState;
}

/** What happened between two recorded states, the second made from the first. */
export function happenedBetween(before: ReleaseState, after: ReleaseState): Happening[] {
  const [was, is] = [before.current, after.current];
  const found: Happening[] = [];
  if (was && was.id !== is?.id) {
    found.push({ verb: outcomeOf(was, after), release: was, during: before, after });
  }
  if (!is) return found;
  const isNew = was?.id !== is.id;
  const verbs: EventVerb[] = isNew ? ["started"] : [];
  const verb = verbOf(is);
  if (verb && (isNew || progressIn(was) !== progressIn(is))) verbs.push(verb);
  if (is.approval?.asked && (isNew || !was.approval?.asked)) verbs.push("awaitingApproval");
  return [...found, ...verbs.map((one) => ({ verb: one, release: is, during: after, after }))];
}

/** Done: what was released serves, or what was decommissioned no longer does. */
function outcomeOf({ leaves, services }: CurrentRelease, after: ReleaseState): EventVerb {
  const isDone = Object.entries(services).some(
    ([name, { candidate }]) =>
      (after.services[name]?.activeColor ?? null) === (leaves ? null : candidate),
  );
  return isDone ? "done" : "rolledBack";
}

function verbOf({ phase }: CurrentRelease): EventVerb | undefined {
  switch (phase) {
    case "staged":
    case "canary":
    case "switched":
      return phase;
    case "defined":
    case "returning":
    case "retired":
      return undefined;
  }
}

/** A canary changes its shares within one phase. */
function progressIn({ phase, services }: CurrentRelease): string {
  const shares = Object.entries(services).map(([name, { share = 0 }]) => [name, share]);
  return JSON.stringify([phase, phase === "canary" ? shares : []]);
}

/** The same with why, and when it was recorded. */
export interface PastHappening extends Happening {
  why: string | null;
  atMs: number;
}

/** What is recorded, and when that was seen. */
export interface Now {
  state: ReleaseState;
  atMs: number;
}

/**
 * What Pulumi's history says that happened, oldest first. Of the first state nothing is known but itself. The last one
 * is `now`, where history lacks it: an `up` records its state before it deletes, and if it is killed then, or if
 * deleting fails, history has no success of it.
 *
 * @param updates newest first
 */
export function happenedInHistory(updates: readonly Update[], now?: Now): PastHappening[] {
  const recorded = updates.toReversed().flatMap((update) => {
    const part = partOf(update);
    const { wanted, result, endedMs } = update;
    if (!part || !wanted || result !== "succeeded" || endedMs === null) return [];
    // Recorded is the revision after the one that it was made from.
    return [{ state: { ...wanted, revision: wanted.revision + 1 }, why: part.why, atMs: endedMs }];
  });
  const last = recorded.at(-1);
  if (now && last && now.state.revision > last.state.revision) recorded.push({ ...now, why: null });
  return recorded.slice(1).flatMap(({ state, why, atMs }, index) => {
    return happenedBetween(recorded[index]!.state, state).map((one) => ({ ...one, why, atMs }));
  });
}

/** The last that happened, of this release if one is given: all that one `up` has recorded of it. */
export function lastOf(
  happened: readonly PastHappening[],
  release: CurrentRelease | null,
): PastHappening[] {
  const latest = happened.findLast((one) => !release || one.release.id === release.id);
  return happened.filter(
    (one) => one.release.id === latest?.release.id && one.after.revision === latest.after.revision,
  );
}
