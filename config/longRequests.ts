import { colors, type ReleaseState, runningIn, serviceState } from "../release/state";
import { neededSettings } from "./definition";
import type { ServiceSettings, Settings } from "./schema";

/** AWS's default for a load balancer. */
export const usualIdleSeconds = 60;

/**
 * Seconds without a byte after which a load balancer closes a connection: what the settings say, or more if a fleet
 * that may run needs more. A service that was never released needs nothing yet.
 */
export function idleTimeoutSeconds(
  {
    services,
    loadBalancers,
  }: Pick<Settings, "services"> & Partial<Pick<Settings, "loadBalancers">>,
  release: ReleaseState,
): number {
  const longest = Object.entries(services).flatMap(([name, service]) => {
    const isReleased = release.current?.services[name] !== undefined;
    const state = serviceState(release, name);
    if (!isReleased && !colors.some(runningIn(state))) return [];
    return neededSettings(service, state, isReleased).map(longestOf);
  });
  return Math.max(loadBalancers?.idleSeconds ?? usualIdleSeconds, ...longest);
}

function longestOf(settings: ServiceSettings): number {
  return settings.kind === "api" ? settings.longestRequestSeconds : 0;
}
