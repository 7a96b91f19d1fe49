import { type ReleaseState, serviceState } from "./state";

/**
 * Workers of the current release whose active fleet has yet to start: the other one was scaled to 0, and
 * nobody has recorded yet that it stopped.
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
