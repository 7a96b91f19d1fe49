import type { Settings, WarmSettings } from "../../config/schema";
import type { ReleaseState } from "../../release/state";

/** A service of the release in progress whose candidate is warmed up. */
export interface ToWarm {
  service: string;
  settings: WarmSettings;
}

/** None in a rollback, which is urgent. */
export function toWarm({ services }: Settings, { current }: ReleaseState): ToWarm[] {
  if (!current || current.leaves || current.rollsBack) return [];
  return Object.keys(current.services).flatMap((service) => {
    const settings = services[service];
    return settings?.kind === "api" && settings.warm ? [{ service, settings: settings.warm }] : [];
  });
}
