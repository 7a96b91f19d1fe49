import type { Color } from "../../release/state";
import type { ServiceInventory } from "../../release/inventory";
import type { ServiceSettings } from "../../config/schema";

/** What decides which alarms guard the release of a service. */
export interface AlarmedPart {
  settings: ServiceSettings;
  inventory: ServiceInventory;
  candidate: Color;
}

/** The alarms that stop a release: those in the settings, and those that the program made for the candidates. */
export function alarmNames(parts: readonly AlarmedPart[]): string[] {
  const names = parts.flatMap(({ settings, inventory, candidate }) => [
    ...settings.alarms,
    ...(inventory.fleets[candidate].alarms ?? []),
  ]);
  return [...new Set(names)];
}
