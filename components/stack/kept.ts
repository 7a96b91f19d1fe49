import { settingsOf } from "../../config/definition";
import type { ServiceSettings, Settings } from "../../config/schema";
import { isOnProviders } from "../fleet/placement";
import { colors, type ReleaseState, serviceState, type ServiceState } from "../../release/state";

/** Entries of the stack's outputs by service, from the last `up`. */
export interface DeployedServices {
  inventory: Record<string, unknown>;
  repositories: Record<string, unknown>;
}

/**
 * Services of which an `up` registers resources. One that is on instances, or on Spot, takes the others on instances
 * with it: the cluster has one list of all their capacity providers.
 *
 * @param only services that the `up` is of; null: all
 */
export function registeredServices(
  { services }: Pick<Settings, "services">,
  release: ReleaseState,
  only: readonly string[] | null,
): string[] {
  const onInstances = (name: string) => isOnInstances(services[name], serviceState(release, name));
  const names = Object.keys(services);
  if (only === null) return names;
  const isListed = (name: string) =>
    onInstances(name) || isOnSpot(services[name], serviceState(release, name));
  const withInstances = only.some(isListed);
  return names.filter((name) => only.includes(name) || (withInstances && onInstances(name)));
}

/**
 * By its settings, or by what one of its fleets was released with: that release may have failed.
 */
export function isOnInstances(
  service: ServiceSettings | undefined,
  { fleets }: Pick<ServiceState, "fleets">,
): boolean {
  return definitionsOf(service, fleets).some(({ compute }) => compute.type === "ec2");
}

/** Whether Fargate's own capacity providers have to be on the cluster's list for it. */
export function isOnSpot(
  service: ServiceSettings | undefined,
  { fleets }: Pick<ServiceState, "fleets">,
): boolean {
  return definitionsOf(service, fleets).some((one) => isOnProviders(one, undefined));
}

function definitionsOf(
  service: ServiceSettings | undefined,
  fleets: ServiceState["fleets"],
): ServiceSettings[] {
  if (!service) return [];
  const released = colors.map((color) => fleets[color]).filter(({ image }) => image !== null);
  return [service, ...released.map((fleet) => settingsOf(service, fleet))];
}

/** Entries of services that are in the settings but not registered: they stay as they were. */
export function keptEntries(
  { services }: Pick<Settings, "services">,
  registered: readonly string[],
  deployed: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(deployed).filter(([name]) => name in services && !registered.includes(name)),
  );
}
