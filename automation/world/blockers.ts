import { parseAlarm } from "../../config/alarms";
import type { Settings } from "../../config/schema";
import type { Inventory } from "../../release/inventory";
import type { Alarm, Observer } from "./ports";

/** The alarms in `blockers` of the settings. */
export interface Blockers {
  /** In ALARM. */
  on: Alarm[];
  /** Those that can't be asked for, as the settings have them, each with the reason. */
  unusable: { named: string; why: string }[];
  /** How many there are. */
  count: number;
}

export async function lookAtBlockers(
  observer: Pick<Observer, "alarms">,
  { blockers }: Pick<Settings, "blockers">,
  inventory: Inventory,
): Promise<Blockers> {
  const all = (blockers?.alarms ?? []).map((named) => ({ named, ...placed(named, inventory) }));
  if (all.length === 0) return { on: [], unusable: [], count: 0 };
  const names = all.flatMap(({ name, why }) => (why ? [] : [name]));
  const found = names.length > 0 ? await observer.alarms(inventory, [...new Set(names)]) : [];
  const isMissing = (name: string) => !found.some((alarm) => alarm.name === name);
  const unusable = all.flatMap(({ named, name, why }) => {
    if (why) return [{ named, why }];
    return isMissing(name) ? [{ named, why: `does not exist in ${inventory.region}` }] : [];
  });
  return { on: found.filter(({ state }) => state === "ALARM"), unusable, count: all.length };
}

/** CloudWatch is asked for alarms by name, in one region of one account. */
function placed(named: string, { region, account }: Inventory): { name: string; why?: string } {
  const { name, place } = parseAlarm(named) ?? { name: named };
  if (!place) return { name };
  if (place.region !== region) return { name, why: `is in ${place.region}, not in ${region}` };
  const isOther = account !== undefined && place.account !== account;
  return isOther ? { name, why: `is in account ${place.account}, not in ${account}` } : { name };
}

/** A line for each that keeps a release from beginning. */
export function describeBlockers({ on, unusable }: Blockers): string[] {
  return [
    ...on.map(({ name, reason }) => `blocker alarm ${name} is in ALARM: ${reason}`),
    ...unusable.map(
      ({ named, why }) => `blocker alarm ${named} ${why}: correct \`blockers.alarms\``,
    ),
  ];
}
