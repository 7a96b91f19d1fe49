import { type ReleaseState, type RemovedName, serviceState, type ServiceState } from "./state";

/** Whether the name still has its record while the service serves. */
export function hasRecord({ removedNames }: ServiceState, name: string): boolean {
  return removedNames?.[name]?.phase !== "gone";
}

/**
 * The stages of removing a production name, one `up` each: it is noted, its record is deleted
 * and, once no client can still have it cached, its rules and certificate are. `undefined` forgets
 * it, and what it led to before it was adopted: no release waits for clients of that.
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
  const left = removed ? rest : withoutOrigin(rest, name);
  const next = names.length > 0 ? { ...left, removedNames: Object.fromEntries(names) } : left;
  return { ...state, services: { ...state.services, [service]: next } };
}

function withoutOrigin({ origin = {}, cnames = [], ...rest }: ServiceState, name: string) {
  const origins = Object.entries(origin).filter(([one]) => one !== name);
  const others = cnames.filter((one) => one !== name);
  return {
    ...rest,
    ...(origins.length > 0 && { origin: Object.fromEntries(origins) }),
    ...(others.length > 0 && { cnames: others }),
  };
}
