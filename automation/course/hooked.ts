import type { HookName } from "../../config/hooks";
import type { Settings } from "../../config/schema";
import type { ReleaseState } from "../../release/state";

/** Services of the release under way that have something to run then. Hooks belong to an image that comes. */
export function hooked({ services }: Settings, release: ReleaseState, hook: HookName): string[] {
  const { current } = release;
  if (!current || current.leaves) return [];
  return Object.keys(current.services).filter((name) => services[name]?.hooks[hook] !== undefined);
}
