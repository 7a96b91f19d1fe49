import { type ReleaseState, serviceState } from "./state";

/**
 * Workers of the release under way whose production is on a fleet that is still to start: the other one
 * was told to stop, and nobody has noted yet that it did.
 */
export function waitingWorkers(state: ReleaseState): string[] {
  const { current } = state;
  if (current?.phase !== "switched" && current?.phase !== "returning") return [];
  return Object.entries(current.services).flatMap(([name, { worker, sizes }]) => {
    const { activeColor, fleets } = serviceState(state, name);
    if (!worker || !activeColor) return [];
    return (sizes?.[activeColor] ?? 0) > 0 && fleets[activeColor].size === 0 ? [name] : [];
  });
}
