import type { CompareSettings, Settings } from "../../config/schema";
import {
  type Color,
  otherColor,
  type ReleaseState,
  serviceState,
  type ServiceState,
} from "../../release/state";

/** A service of the release in progress whose new version is compared with what serves, a fleet or an origin. */
export interface ToCompare {
  service: string;
  settings: CompareSettings;
  /** Null in a first release, unless the names were adopted: there is nothing to compare with. */
  against: "production" | "origin" | null;
}

/** None in a rollback: it is urgent, and what it brings back has served before. */
export function toCompare({ services }: Settings, release: ReleaseState): ToCompare[] {
  const { current } = release;
  if (!current || current.leaves || current.rollsBack) return [];
  return Object.entries(current.services).flatMap(([service, { candidate }]) => {
    const settings = services[service];
    if (settings?.kind !== "api" || !settings.compare) return [];
    const against = comparedWith(serviceState(release, service), candidate);
    return [{ service, settings: settings.compare, against }];
  });
}

function comparedWith(
  { activeColor, origin }: ServiceState,
  candidate: Color,
): ToCompare["against"] {
  if (activeColor === otherColor(candidate)) return "production";
  return activeColor === null && origin !== undefined ? "origin" : null;
}
