import type { Color } from "../../release/state";
import type { ServiceInventory } from "../../release/inventory";
import type { ServiceSettings } from "../../config/schema";

/** What of a service decides which alarms speak for its release. */
export interface AlarmedPart {
  settings: ServiceSettings;
  inventory: ServiceInventory;
  candidate: Color;
}

/** The alarms that end a release: those of the settings, and the program's own of each candidate. */
export function alarmNames(parts: readonly AlarmedPart[]): string[] {
  const names = parts.flatMap(({ settings, inventory, candidate }) => [
    ...settings.alarms,
    ...(inventory.fleets[candidate].alarms ?? []),
  ]);
  return [...new Set(names)];
}
