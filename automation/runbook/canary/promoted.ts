import { isDeepStrictEqual } from "node:util";
import { type ReleaseState, serviceState } from "../../../release/state";

/**
 * Whether the only difference is that somebody has promoted the canary: same release, same owner, same shares. That
 * `up` may have changed the size of services that are not being released, if their settings were edited.
 */
export function isOnlyPromoted(before: ReleaseState, now: ReleaseState): boolean {
  if (!now.current?.promoted) return false;
  const { promoted: _, ...current } = now.current;
  const { promoted: __, ...known } = before.current ?? now.current;
  const released = (state: ReleaseState) =>
    Object.keys(current.services).map((name) => serviceState(state, name));
  return isDeepStrictEqual([current, released(now)], [known, released(before)]);
}
