import type { ReleaseState } from "./state";

/** Services that an `up` from one state to the other changes, sorted. */
export function touchedServices(from: ReleaseState, to: ReleaseState): string[] {
  const released = [from, to].flatMap(({ current }) => Object.keys(current?.services ?? {}));
  const changed = Object.keys({ ...from.services, ...to.services }).filter((name) => {
    const [before, after] = [from.services[name], to.services[name]];
    return before !== after && JSON.stringify(before) !== JSON.stringify(after);
  });
  return [...new Set([...released, ...changed])].sort();
}
