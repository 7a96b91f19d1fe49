import type { Settings } from "../../config/schema";
import { type PastRelease, releasesOf, unrecorded } from "../history/releases";
import { partOf, type Update } from "../history/update";
import { partNames, type ReleaseRecord, recordVersion } from "./schema";
import { ofUps, type TimedUp } from "./ups";

/** What a record is made with, besides what it is about. */
export interface Making {
  stack: string;
  settings: Settings;
  made: ReleaseRecord["made"];
}

/** A release as Pulumi's history has it, and its `up`s, oldest first. */
export interface InHistory {
  past: PastRelease;
  ups: TimedUp[];
}

/**
 * The release with this id; undefined: history has none.
 *
 * @param updates newest first
 * @param current see `releasesOf`
 */
export function inHistory(
  updates: readonly Update[],
  id: string,
  current?: string | null,
): InHistory | undefined {
  const past = releasesOf(updates, current).find((one) => one.id === id);
  const ups = updates.toReversed().flatMap((update): TimedUp[] => {
    const part = partOf(update);
    if (!part || part.id === unrecorded || part.id !== id) return [];
    const { result, startedMs, endedMs, wanted } = update;
    return [{ verb: part.verb, from: "history", result, startedMs, endedMs, wanted }];
  });
  return past && { past, ups };
}

/** A release's record without anybody who was there. */
export function recordFromHistory(
  { past, ups }: InHistory,
  { stack, settings, made }: Making,
): ReleaseRecord {
  const known = ["ups", "definitions", "shares", "drain"];
  const measured = measuredIn(past);
  const sources = partNames.map((name) => [name, known.includes(name) ? ["history"] : []]);
  const { result, why, drainSeconds, startedAt, endedAt } = past;
  return {
    ...{ version: recordVersion, stack, release: past.id, made, exitCode: null, next: null },
    outcome: result === "underWay" ? "inProgress" : result,
    returned: result === "rolledBack" ? ups.some(({ verb }) => verb === "return") : null,
    reasons: why === null ? [] : [why],
    ...{ startedAt, endedAt, resumedAt: null, unwatched: [] },
    sources: Object.fromEntries(sources) as ReleaseRecord["sources"],
    ...ofUps(ups, null, settings),
    ...{ steps: [], notes: [], nameServers: [], alarms: [], tests: [], hooks: [] },
    ...{ comparisons: [], warmUps: [], canaries: [], measured },
    drain: drainOf(ups, drainSeconds, settings),
    ...{ bill: null, traffic: [] },
  };
}

/** What history keeps of a release's measurements. */
export function measuredIn({ compared, warmed, canary }: PastRelease): string[] {
  return [...compared, ...warmed, ...canary];
}

/** Largest TTL that clients may have held, as the switch recorded it. */
export function drainOf(
  ups: readonly TimedUp[],
  seconds: number | null,
  { drain }: Pick<Settings, "drain">,
): ReleaseRecord["drain"] {
  const ttls = ups.flatMap(({ wanted }) => wanted?.current?.ttlSeconds ?? []);
  const ttlSeconds = seconds === null ? null : Math.max(drain.ttlSeconds, ...ttls);
  return { seconds, ttlSeconds, marginSeconds: drain.marginSeconds, longRequests: [] };
}
