import type { Color } from "../../release/state";
import type { ServiceInventory } from "../../release/inventory";
import type { ServiceSettings, Settings } from "../../config/schema";

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

/**
 * From the first failed request until the built-in alarm goes off, at most: its minute, two until CloudWatch has the
 * metrics, and one until it looks at them.
 */
const errorAlarmSeconds = 240;

/** What to know of a drain that may end before the built-in alarms can have seen the switch; null: nothing. */
export function lateAlarm(
  { drain, services }: Pick<Settings, "drain" | "services">,
  released: readonly string[],
): string | null {
  const marginSeconds = errorAlarmSeconds - drain.ttlSeconds;
  const hasAlarm = released.some((name) => {
    const service = services[name];
    return service?.kind === "api" && service.errorAlarmPercent > 0;
  });
  if (!hasAlarm || drain.marginSeconds >= marginSeconds) return null;
  return (
    `the built-in alarm can take ${errorAlarmSeconds} s to go off; to keep the old fleet until then, set ` +
    `\`drain.marginSeconds\` to ${marginSeconds}`
  );
}
