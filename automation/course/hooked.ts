import type { HookName } from "../../config/hooks";
import type { Settings } from "../../config/schema";
import { mayDoMore } from "../../config/definition";
import { idleTimeoutSeconds } from "../../config/longRequests";
import { otherColor, type ReleaseState, serviceState } from "../../release/state";
import { retire } from "../../release/transitions";

/** Services of the release in progress that have something to run then. Hooks belong to an image that comes. */
export function hooked({ services }: Settings, release: ReleaseState, hook: HookName): string[] {
  const { current } = release;
  if (!current || current.leaves) return [];
  return Object.keys(current.services).filter((name) => services[name]?.hooks[hook] !== undefined);
}

/**
 * Whether the new version has fewer rights or ports than the old one, or shorter requests at the load balancers:
 * those stay until the old version has stopped, and are removed by an `up` of their own.
 */
export function narrows(settings: Settings, release: ReleaseState): boolean {
  const later = release.current?.phase === "switched" ? retire(release) : release;
  if (idleTimeoutSeconds(settings, later) < idleTimeoutSeconds(settings, release)) return true;
  const { services } = settings;
  return Object.entries(release.current?.services ?? {}).some(([name, { candidate }]) => {
    const { fleets } = serviceState(release, name);
    const service = services[name];
    const old = fleets[otherColor(candidate)];
    return service && old.size > 0 ? mayDoMore(service, old, fleets[candidate]) : false;
  });
}
