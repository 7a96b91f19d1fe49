import { type ReleaseState, type RemovedName, serviceState, type ServiceState } from "./state";

/** Whether the name still has its record while the service serves. */
export function hasRecord({ removedNames }: ServiceState, name: string): boolean {
  return removedNames?.[name]?.phase !== "gone";
}

/**
 * The stages of removing a production name, one `up` each: it is noted, its record is deleted
 * and, once no client can still have it cached, its rules and certificate are. `undefined` forgets
 * it.
 */
export function withRemovedName(
  state: ReleaseState,
  service: string,
  name: string,
  removed: RemovedName | undefined,
): ReleaseState {
  const { removedNames, ...rest } = serviceState(state, service);
  const others = Object.entries(removedNames ?? {}).filter(([one]) => one !== name);
  const names = removed ? [...others, [name, removed] as const] : others;
  const next = names.length > 0 ? { ...rest, removedNames: Object.fromEntries(names) } : rest;
  return { ...state, services: { ...state.services, [service]: next } };
}
