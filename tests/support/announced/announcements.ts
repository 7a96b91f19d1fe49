import { type PastRelease, releasesOf } from "../../../automation/history/releases";
import type { Update } from "../../../automation/history/update";
import type { ReleaseEvent } from "../../../automation/world/releaseEvent";

/** An event that a receiver got. */
export interface Told {
  event: ReleaseEvent;
  /** What was recorded when it came; null: that could not be read. */
  now: Pick<ReleaseEvent, "revision" | "phase"> | null;
}

/**
 * The releases that have ended since then and recorded anything, by id.
 *
 * @param updates newest first
 * @param current id of the release that is recorded as in progress, or null
 */
export function outcomesSince(
  updates: readonly Update[],
  sinceMs: number,
  current: string | null,
): Record<string, PastRelease["result"]> {
  const ended = releasesOf(updates, current).flatMap(({ id, startedAt, ups, result }) => {
    const isRecorded = ups.some((up) => up.result === "succeeded");
    const isOver = id !== null && isRecorded && result !== "underWay";
    return isOver && Date.parse(startedAt) >= sinceMs ? [[id, result] as const] : [];
  });
  return Object.fromEntries(ended);
}

/** What is wrong with what was announced: something was not recorded, or an outcome was not told. */
export function announcementProblems(
  told: readonly Told[],
  outcomes: Readonly<Record<string, PastRelease["result"]>>,
): string[] {
  const untold = Object.entries(outcomes).filter(
    ([id, outcome]) =>
      !told.some(({ event: { release, verb } }) => release === id && verb === outcome),
  );
  return [
    ...told.flatMap(unrecorded),
    ...told.flatMap(({ event: { release, verb } }) => {
      const outcome = outcomes[release ?? ""];
      const isOutcome = verb === "done" || verb === "rolledBack";
      if (!isOutcome || outcome === undefined || outcome === verb) return [];
      return [`release ${release} was announced as ${verb}, but it ended ${outcome}`];
    }),
    ...untold.map(([id, outcome]) => `release ${id} ended ${outcome}, and nobody was notified`),
  ];
}

function unrecorded({ event: { id, revision, phase }, now }: Told): string[] {
  if (now === null || revision < now.revision) return [];
  if (revision === now.revision && phase === now.phase) return [];
  return [
    `${id} was announced in phase ${phase}, but revision ${now.revision} was recorded, in phase ${now.phase}`,
  ];
}
