import { servingChanges } from "../../config/servingChanges";
import { type Environment, type NamedStack } from "./environment";
import { refused } from "./errors";

/**
 * Refuses settings that would make the program refuse every `up`, before anything else is checked.
 */
export function refuseServingChanges(stack: NamedStack, environment: Environment): void {
  const found = servingChangesIn(stack, environment);
  if (found) throw refused(found.found, found.next, found.problems);
}

export function servingChangesIn(
  { name, settings }: NamedStack,
  { release, inventory: { environment, services } }: Environment,
) {
  return servingChanges(name, settings, { release, environment, services });
}
