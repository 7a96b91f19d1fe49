import type { HookName } from "../../config/hooks";
import type { Settings } from "../../config/schema";
import { mayDoMore } from "../../config/definition";
import { otherColor, type ReleaseState, serviceState } from "../../release/state";

/** Services of the release in progress that have something to run then. Hooks belong to an image that comes. */
export function hooked({ services }: Settings, release: ReleaseState, hook: HookName): string[] {
  const { current } = release;
  if (!current || current.leaves) return [];
  return Object.keys(current.services).filter((name) => services[name]?.hooks[hook] !== undefined);
}

/**
 * Whether the new version has fewer rights or ports than the old one: those stay until the old version has
 * stopped, and are removed by an `up` of their own.
 */
export function narrows({ services }: Settings, release: ReleaseState): boolean {
  return Object.entries(release.current?.services ?? {}).some(([name, { candidate }]) => {
    const { fleets } = serviceState(release, name);
    const settings = services[name];
    const old = fleets[otherColor(candidate)];
    return settings && old.size > 0 ? mayDoMore(settings, old, fleets[candidate]) : false;
  });
}
