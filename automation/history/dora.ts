import { median } from "../../statistics/median";
import { type Grouped, grouped, rollbackOf } from "./releases";
import type { Update, Verb } from "./update";

/** The four keys of DORA for one environment, and what each was counted from. */
export interface Dora {
  days: number;
  /** Releases of a new version that reached users in these days. */
  deployments: number;
  deploymentsPerDay: number;
  /** From the push of an image to the first requests that it got in production; `of` images, `known` pushes. */
  leadTime: { medianSeconds: number | null; known: number; of: number };
  /** Those that were taken back: during the release, or by a rollback later. */
  failed: number;
  changeFailurePercent: number | null;
  /** From the first requests that a failed version got until all were back on the one before. */
  restore: { medianSeconds: number | null; known: number; of: number };
}

/** An image that reached users. */
export interface DeployedImage {
  image: string;
  /** Milliseconds since the epoch. */
  reachedMs: number;
}

interface Deployment {
  reachedMs: number;
  images: readonly DeployedImage[];
  isFailed: boolean;
  /** Null: not failed, or the `up` that took it back is in no history, since it was killed. */
  restoredMs: number | null;
}

/** What reached users since `sinceMs`, newest first. Updates are newest first, too. */
export function deploymentsSince(updates: readonly Update[], sinceMs: number): Deployment[] {
  const found = grouped(updates);
  return found.flatMap((release, index) => {
    const reachedMs = release.rollsBack ? null : reachedUsersMs(release);
    const definitions = Object.values(release.services);
    if (reachedMs === null || reachedMs < sinceMs || definitions.length === 0) return [];
    const rollbacks = Object.keys(release.services).flatMap(
      (service) => rollbackOf(found, index, service) ?? [],
    );
    const isFailed = release.past.result === "rolledBack" || rollbacks.length > 0;
    const images = definitions.map(({ image }) => ({ image, reachedMs }));
    return [{ reachedMs, images, isFailed, restoredMs: restoredMs(release, rollbacks) }];
  });
}

/** @param pushedMs when images were pushed, by image as it is in the definitions; those that are known */
export function doraOf(
  deployments: readonly Deployment[],
  days: number,
  pushedMs: Readonly<Record<string, number>>,
): Dora {
  const images = deployments.flatMap((one) => one.images);
  const leadTimes = images.flatMap(({ image, reachedMs }) => {
    const pushed = pushedMs[image];
    return pushed === undefined ? [] : [(reachedMs - pushed) / 1000];
  });
  const failed = deployments.filter(({ isFailed }) => isFailed);
  const restores = failed.flatMap((one) =>
    one.restoredMs === null ? [] : [(one.restoredMs - one.reachedMs) / 1000],
  );
  const count = deployments.length;
  return {
    days,
    deployments: count,
    deploymentsPerDay: count / days,
    leadTime: { ...medianOf(leadTimes), of: images.length },
    failed: failed.length,
    changeFailurePercent: count === 0 ? null : (100 * failed.length) / count,
    restore: { ...medianOf(restores), of: failed.length },
  };
}

function medianOf(seconds: readonly number[]): { medianSeconds: number | null; known: number } {
  return { medianSeconds: seconds.length === 0 ? null : median(seconds), known: seconds.length };
}

/**
 * When its first requests came; null if none did. The `up` that brought them may be in no history, if it was
 * killed: then they came before its last one at the latest.
 */
function reachedUsersMs(release: Grouped): number | null {
  const known = firstEndMs(release, ["canary", "switch"]);
  if (known !== null || release.past.result !== "done") return known;
  return release.succeeded.at(-1)?.update.startedMs ?? null;
}

/** End of the first `up` with one of these verbs. */
function firstEndMs({ succeeded }: Grouped, verbs: readonly Verb[]): number | null {
  return succeeded.find(({ verb }) => verbs.includes(verb))?.update.endedMs ?? null;
}

function restoredMs(release: Grouped, rollbacks: readonly Grouped[]): number | null {
  if (release.past.result === "rolledBack")
    return firstEndMs(release, ["return", "undo", "retire"]);
  const ends = rollbacks.map(reachedUsersMs);
  return ends.length === 0 || ends.includes(null) ? null : Math.max(...(ends as number[]));
}
