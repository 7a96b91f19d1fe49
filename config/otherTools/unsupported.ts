import { ulimitNames } from "../containerSchema";
import { ofCompute, ofQueues, ofScheduledBounds, ofSpotShares } from "./ofCapacity";
import { ofEnvironments, ofLoadBalancers } from "./ofEnvironments";
import {
  ofHealthChecks,
  ofSchedules,
  ofSidecarChecks,
  ofSizes,
  ofTargets,
  ofVolumes,
} from "./ofParts";
import { ofPermissions, ofUlimits } from "./ofRights";
import { ofServices, ofSidecars } from "./ofServices";
import { normalized, type Words } from "./words";

/** Maps of the settings, with what other tools write there; `*` is a name or an index. */
export const places: readonly (readonly [place: string, words: Words])[] = [
  ["", ofEnvironments],
  ["loadBalancers", ofLoadBalancers],
  ["services.*", ofServices],
  ["services.*.size", ofSizes],
  ["services.*.size.target", ofTargets],
  ["services.*.size.target.queue", ofQueues],
  ["services.*.size.scheduled.*", ofScheduledBounds],
  ["services.*.compute", ofCompute],
  ["services.*.capacity", ofSpotShares],
  ["services.*.permissions.*", ofPermissions],
  ...ulimitNames.map((name) => [`services.*.ulimits.${name}`, ofUlimits] as const),
  ["services.*.healthCheck", ofHealthChecks],
  ["services.*.volumes.*", ofVolumes],
  ["services.*.schedules.*", ofSchedules],
  ["services.*.sidecars.*", ofSidecars],
  ["services.*.sidecars.*.healthCheck", ofSidecarChecks],
];

/**
 * Where a key that other tools have is here, or why it is nowhere; undefined if nothing is known about it.
 * @param path of the map that has the key, from the stack's settings
 */
export function whyUnsupported(path: readonly PropertyKey[], key: string): string | undefined {
  const words = places.find(([place]) => leadsTo(path, place))?.[1] ?? {};
  const name = normalized(key);
  return Object.hasOwn(words, name) ? words[name] : undefined;
}

function leadsTo(path: readonly PropertyKey[], place: string): boolean {
  const steps = place === "" ? [] : place.split(".");
  return (
    steps.length === path.length &&
    steps.every((step, index) => step === "*" || step === String(path[index]))
  );
}
