import type { CompareSettings, Settings } from "../../config/schema";
import { productionNames } from "../../config/names";
import {
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
export function toCompare(all: Settings, release: ReleaseState): ToCompare[] {
  const { current } = release;
  if (!current || current.leaves || current.rollsBack) return [];
  return Object.entries(current.services).flatMap(([service, { candidate }]) => {
    const settings = all.services[service];
    if (settings?.kind !== "api" || !settings.compare) return [];
    const state = serviceState(release, service);
    const names = productionNames(all, service);
    const against =
      state.activeColor === otherColor(candidate) ? "production" : originAmong(state, names);
    return [{ service, settings: settings.compare, against }];
  });
}

/** Whether the origin of one of the names still serves. */
function originAmong(
  { activeColor, origin = {} }: ServiceState,
  names: readonly string[],
): "origin" | null {
  return activeColor === null && names.some((name) => Object.hasOwn(origin, name))
    ? "origin"
    : null;
}
