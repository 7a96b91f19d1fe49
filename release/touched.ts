import type { ReleaseState } from "./state";

/** Services of which an `up` from one state to another changes anything, sorted. */
export function touchedServices(from: ReleaseState, to: ReleaseState): string[] {
  const released = [from, to].flatMap(({ current }) => Object.keys(current?.services ?? {}));
  const changed = Object.keys({ ...from.services, ...to.services }).filter(
    (name) => JSON.stringify(from.services[name]) !== JSON.stringify(to.services[name]),
  );
  return [...new Set([...released, ...changed])].sort();
}
