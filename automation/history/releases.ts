import { type Color, type Definition, definitionOf, type ReleaseState } from "../../release/state";
import { partOf, type Update, type UpOfRelease, type Verb } from "./update";

/** A release, derived from Pulumi's history. */
export interface PastRelease {
  /** Null: an `up` was killed before it could record its release, and was undone. */
  id: string | null;
  /** `user@host:pid` of its last deployer; null if no `up` recorded it. */
  owner: string | null;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** ISO 8601, UTC; null while it is in progress, and if the `up` that ended it was killed. */
  endedAt: string | null;
  /** What it was to release, by service; without an image: the service was to be decommissioned. */
  services: Record<string, { color: Color; image: string | null; tag: string | null }>;
  /** Its `up`s in order. */
  ups: { verb: Verb; result: Update["result"]; startedAt: string; seconds: number | null }[];
  /** How the new versions compared with those in production, a line for each request. */
  compared: string[];
  /** How the candidates were warmed up, a line for each service. */
  warmed: string[];
  /** What their canaries showed, a line for each service. */
  canary: string[];
  result: "done" | "rolledBack" | "underWay";
  /** Why it was rolled back, or that it was itself rolled back later; null if there is nothing to say. */
  why: string | null;
  /** Why it passed the release windows; null: it did not. */
  urgent: string | null;
  /** Seconds between the end of the last `up` that moved traffic and the stop; null if none did. */
  drainSeconds: number | null;
}

/**
 * The releases among the updates, newest first. `updates` are newest first, too.
 *
 * @param current id of the release that is recorded as in progress, or null; undefined: not known. A killed
 * `up` is in no history, so that the end of a release may be missing there.
 */
export function releasesOf(updates: readonly Update[], current?: string | null): PastRelease[] {
  const found = groups(updates).map((parts) => toRelease(parts, current));
  return found.map((release, index) => {
    const [by] = Object.keys(release.services).flatMap((name) => undoing(found, index, name));
    return by ? { ...release.past, why: `rolled back later by ${by}` } : release.past;
  });
}

/**
 * The versions that a service may be rolled back to, newest first; none that was rolled back
 * itself.
 */
export function servedBefore(
  updates: readonly Update[],
  service: string,
): { release: PastRelease; definition: Definition }[] {
  const found = grouped(updates);
  return found.flatMap(({ past, services }, index) => {
    const definition = services[service];
    const served =
      past.result === "done" && definition && undoing(found, index, service).length === 0;
    return served ? [{ release: past, definition }] : [];
  });
}

type Part = UpOfRelease & { update: Update };

export interface Grouped {
  past: PastRelease;
  /** What it was to release, by service. */
  services: Record<string, Definition>;
  rollsBack: boolean;
  /** Its `up`s that succeeded, oldest first. */
  succeeded: readonly Part[];
}

/** The releases with what else their updates tell, newest first. */
export function grouped(updates: readonly Update[]): Grouped[] {
  return groups(updates).map((parts) => toRelease(parts, undefined));
}

/** The updates of each release, oldest first; the releases newest first. */
function groups(updates: readonly Update[]): Part[][] {
  const byId = new Map<string, Part[]>();
  for (const update of updates) {
    const part = partOf(update);
    if (!part) continue;
    const key = part.id === unrecorded ? `${unrecorded} ${update.startedMs}` : part.id;
    byId.set(key, [{ ...part, update }, ...(byId.get(key) ?? [])]);
  }
  return [...byId.values()];
}

/** Stands in for the id of a release that no `up` recorded. */
export const unrecorded = "unrecorded";

function toRelease(parts: Part[], current: string | null | undefined): Grouped {
  const { id } = parts[0]!;
  const succeeded = parts.filter(({ update }) => update.result === "succeeded");
  const last = succeeded.at(-1);
  const ended = last && ends(last) ? last : undefined;
  // A release's first `up` records it only when it ends.
  const isRunning = ["in-progress", "not-started"].includes(parts.at(-1)!.update.result);
  const mayBeUnderWay = isRunning || current === undefined || current === id;
  const states = parts.flatMap(({ update }) => (update.wanted?.current ? [update.wanted] : []));
  const past: PastRelease = {
    id: id === unrecorded ? null : id,
    owner: states.at(-1)?.current?.owner ?? null,
    startedAt: iso(parts[0]!.update.startedMs),
    endedAt: ended ? iso(ended.update.endedMs!) : null,
    services: candidatesOf(states[0]),
    ups: parts.map(({ verb, update }) => ({
      verb,
      result: update.result,
      startedAt: iso(update.startedMs),
      seconds: update.endedMs === null ? null : (update.endedMs - update.startedMs) / 1000,
    })),
    warmed: parts.findLast(({ warmed }) => warmed.length > 0)?.warmed ?? [],
    canary: parts.findLast(({ canary }) => canary.length > 0)?.canary ?? [],
    compared: parts.findLast(({ compared }) => compared.length > 0)?.compared ?? [],
    result: ended || !mayBeUnderWay ? resultOf(succeeded, states) : "underWay",
    // The reason why it began to roll back, not that another run has continued it.
    why: parts.find(({ why }) => why !== null)?.why ?? null,
    urgent: states.findLast(({ current }) => current?.urgent)?.current?.urgent ?? null,
    drainSeconds: ended ? drainOf(succeeded) : null,
  };
  const rollsBack = states.some(({ current }) => current?.rollsBack);
  return { past, services: definitionsOf(states[0]), rollsBack, succeeded };
}

/** Id of the rollback after a release's end that took it out of production, if there was one. */
function undoing(found: readonly Grouped[], index: number, service: string): string[] {
  const by = rollbackOf(found, index, service);
  return by ? [by.past.id!] : [];
}

/** The rollback after the end of release `found[index]` that took its version of a service out of production. */
export function rollbackOf(
  found: readonly Grouped[],
  index: number,
  service: string,
): Grouped | undefined {
  const next = found
    .slice(0, index)
    .findLast(({ past, services }) => past.result === "done" && services[service] !== undefined);
  const own = found[index]!.past.result === "done" && found[index]!.services[service];
  return own && next?.rollsBack ? next : undefined;
}

/** After a `retire` the release may go on, which its state says. */
function ends({ verb, update }: Part): boolean {
  if (verb === "retire") return update.wanted === null || update.wanted.current === null;
  return verb === "undo" || verb === "close";
}

/**
 * Done: it switched, or its services were decommissioned, and it was not rolled back. The `up` that did so
 * may be missing, if it was killed; the states of those after it show it.
 */
function resultOf(succeeded: Part[], states: readonly ReleaseState[]): "done" | "rolledBack" {
  const phase = states.at(-1)?.current?.phase;
  if (phase === "retired") return "done";
  const moved = lastMove(succeeded);
  if (moved) return moved.verb === "return" ? "rolledBack" : "done";
  const finalState = succeeded.findLast(({ update }) => update.wanted !== null)?.update.wanted;
  const { leaves, services = {} } = states[0]?.current ?? {};
  const isDone = Object.entries(services).some(
    ([name, { candidate }]) =>
      finalState?.services[name]?.activeColor === (leaves ? null : candidate),
  );
  return isDone ? "done" : "rolledBack";
}

/** The last `up` that moved traffic. */
function lastMove(succeeded: Part[]): Part | undefined {
  return succeeded.findLast(({ verb }) => ["switch", "withdraw", "return"].includes(verb));
}

function drainOf(succeeded: Part[]): number | null {
  const moved = lastMove(succeeded);
  const stopped = succeeded.findLast(({ verb }) => verb === "retire" || verb === "undo");
  if (!moved || !stopped) return null;
  return (stopped.update.startedMs - moved.update.endedMs!) / 1000;
}

function candidatesOf(wanted: Update["wanted"] | undefined): PastRelease["services"] {
  const { current } = wanted ?? {};
  const definitions = definitionsOf(wanted);
  return Object.fromEntries(
    Object.entries(current?.services ?? {}).map(([name, { candidate }]) => {
      const { image = null, label } = definitions[name] ?? {};
      return [name, { color: candidate, image, tag: label?.tag ?? null }];
    }),
  );
}

function definitionsOf(wanted: Update["wanted"] | undefined): Record<string, Definition> {
  const { current, services } = wanted ?? {};
  const found = Object.entries(current?.services ?? {}).flatMap(([name, { candidate }]) => {
    const fleet = current?.leaves ? undefined : services?.[name]?.fleets[candidate];
    const definition = fleet && definitionOf(fleet);
    return definition ? [[name, definition]] : [];
  });
  return Object.fromEntries(found) as Record<string, Definition>;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
