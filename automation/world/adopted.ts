import { type OriginRecord, serviceState } from "../../release/state";
import { namesOf } from "./edges";
import type { Environment } from "./environment";

/** The adopted names that a service still has, with their origins: one that it gave up may lead anywhere. */
export function adoptedNames(
  { release, inventory }: Pick<Environment, "release" | "inventory">,
  service: string,
): [string, OriginRecord][] {
  const { origin = {} } = serviceState(release, service);
  const known = inventory.services[service];
  const names = known ? namesOf(known).map(({ name }) => name) : [];
  return Object.entries(origin).filter(([name]) => names.includes(name));
}
