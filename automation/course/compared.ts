import type { CompareSettings, Settings } from "../../config/schema";
import { otherColor, type ReleaseState, serviceState } from "../../release/state";

/** A service of the release in progress whose new version is compared with the one in production. */
export interface ToCompare {
  service: string;
  settings: CompareSettings;
  /** False in a first release: there is nothing to compare with. */
  hasOld: boolean;
}

/** None in a rollback: it is urgent, and what it brings back has served before. */
export function toCompare({ services }: Settings, release: ReleaseState): ToCompare[] {
  const { current } = release;
  if (!current || current.leaves || current.rollsBack) return [];
  return Object.entries(current.services).flatMap(([service, { candidate }]) => {
    const settings = services[service];
    if (settings?.kind !== "api" || !settings.compare) return [];
    const hasOld = serviceState(release, service).activeColor === otherColor(candidate);
    return [{ service, settings: settings.compare, hasOld }];
  });
}
