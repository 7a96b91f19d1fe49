import type { Settings } from "../../config/schema";

/** Entries of the stack's outputs by service, from the last `up`. */
export interface DeployedServices {
  inventory: Record<string, unknown>;
  repositories: Record<string, unknown>;
}

/**
 * Services of which an `up` registers resources. One that is on instances takes the others on instances
 * with it: the cluster has one list of all their capacity providers.
 *
 * @param only services that the `up` is of; null: all
 */
export function registeredServices(
  { services }: Pick<Settings, "services">,
  only: readonly string[] | null,
): string[] {
  const onInstances = (name: string) => services[name]?.compute.type === "ec2";
  const names = Object.keys(services);
  if (only === null) return names;
  const withInstances = only.some(onInstances);
  return names.filter((name) => only.includes(name) || (withInstances && onInstances(name)));
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
