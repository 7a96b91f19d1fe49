import type { Color } from "../../release/state";
import { partOf, type Update, type Verb } from "./update";

/** A release, derived from Pulumi's history. */
export interface PastRelease {
  id: string;
  /** `user@host:pid` of its last deployer; null if no `up` recorded it. */
  owner: string | null;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** ISO 8601, UTC; null while it is in progress. */
  endedAt: string | null;
  /** What it was to release, by service; without an image: the service was to be decommissioned. */
  services: Record<string, { color: Color; image: string | null }>;
  /** Its `up`s in order. */
  ups: { verb: Verb; result: Update["result"]; startedAt: string; seconds: number | null }[];
  result: "done" | "rolledBack" | "underWay";
  /** Seconds between the end of the last `up` that moved traffic and the stop; null if none did. */
  drainSeconds: number | null;
}

/** The releases among the updates, newest first. `updates` are newest first, too. */
export function releasesOf(updates: readonly Update[]): PastRelease[] {
  const byId = new Map<string, { verb: Verb; update: Update }[]>();
  for (const update of updates) {
    const part = partOf(update);
    if (!part) continue;
    const parts = byId.get(part.id) ?? [];
    byId.set(part.id, [{ verb: part.verb, update }, ...parts]);
  }
  return [...byId].map(([id, parts]) => toRelease(id, parts));
}

type Part = { verb: Verb; update: Update };

function toRelease(id: string, parts: Part[]): PastRelease {
  const succeeded = parts.filter(({ update }) => update.result === "succeeded");
  const last = succeeded.at(-1);
  const ended = last && ends(last) ? last : undefined;
  const currents = parts.flatMap(({ update }) => (update.wanted?.current ? [update.wanted] : []));
  return {
    id,
    owner: currents.at(-1)?.current?.owner ?? null,
    startedAt: iso(parts[0]!.update.startedMs),
    endedAt: ended ? iso(ended.update.endedMs!) : null,
    services: candidatesOf(currents[0]),
    ups: parts.map(({ verb, update }) => ({
      verb,
      result: update.result,
      startedAt: iso(update.startedMs),
      seconds: update.endedMs === null ? null : (update.endedMs - update.startedMs) / 1000,
    })),
    result: ended ? resultOf(succeeded) : "underWay",
    drainSeconds: ended ? drainOf(succeeded) : null,
  };
}

/** After a `retire` the release may go on, which its state says. */
function ends({ verb, update }: Part): boolean {
  if (verb === "retire") return update.wanted === null || update.wanted.current === null;
  return verb === "undo" || verb === "close";
}

/** Done: it switched, or its services were decommissioned, and it was not rolled back. */
function resultOf(succeeded: Part[]): "done" | "rolledBack" {
  const moved = lastMove(succeeded);
  return moved && moved.verb !== "return" ? "done" : "rolledBack";
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
  const { current, services } = wanted ?? {};
  return Object.fromEntries(
    Object.entries(current?.services ?? {}).map(([name, { candidate }]) => [
      name,
      {
        color: candidate,
        image: current?.leaves ? null : (services?.[name]?.fleets[candidate].image ?? null),
      },
    ]),
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
