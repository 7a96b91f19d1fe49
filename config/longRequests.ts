import { type ReleaseState, serviceState } from "../release/state";
import { neededSettings } from "./definition";
import type { ServiceSettings, Settings } from "./schema";

/** AWS's default for a load balancer. */
const usualIdleSeconds = 60;

/** Seconds without a byte after which a load balancer gives up a request: as many as any fleet needs. */
export function idleTimeoutSeconds(
  { services }: Pick<Settings, "services">,
  release: ReleaseState,
): number {
  const longest = Object.entries(services).flatMap(([name, service]) => {
    const isReleased = release.current?.services[name] !== undefined;
    return neededSettings(service, serviceState(release, name), isReleased).map(longestOf);
  });
  return Math.max(usualIdleSeconds, ...longest);
}

function longestOf(settings: ServiceSettings): number {
  return settings.kind === "api" ? settings.longestRequestSeconds : 0;
}
