import { isDeepStrictEqual } from "node:util";
import type { ReleaseState } from "../../../release/state";

/**
 * Whether the only difference is that somebody has promoted the canary: same release, same owner, same shares.
 */
export function isOnlyPromoted(before: ReleaseState, now: ReleaseState): boolean {
  if (!now.current?.promoted) return false;
  const { promoted: _, ...current } = now.current;
  const { promoted: __, ...known } = before.current ?? now.current;
  return isDeepStrictEqual(
    { ...now, current, revision: 0 },
    { ...before, current: known, revision: 0 },
  );
}
