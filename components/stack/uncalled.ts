import { privateName } from "../../config/calls";
import type { Settings } from "../../config/schema";
import type { DeployedServices } from "./kept";

/**
 * Services that nobody calls any more, but whose private names are protected. Pulumi deletes nothing that is
 * protected in its state, so an `up` has to register them once more without, and the next one deletes them.
 */
export function uncalledServices(settings: Settings, { inventory }: DeployedServices): string[] {
  return Object.entries(inventory)
    .filter(([, entry]) => (entry as { protectedPrivately?: unknown }).protectedPrivately === true)
    .map(([name]) => name)
    .filter((name) => settings.services[name]?.kind === "api" && !privateName(settings, name));
}
