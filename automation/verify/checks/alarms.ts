import { bluegreen } from "../../course/commandLines";
import { colors } from "../../../release/state";
import type { Alarm } from "../../world/ports";
import { alarmNames, lateAlarm } from "../../world/alarmNames";
import type { Check } from "../check";
import { failing, type Judgement, ok, warning } from "../finding";

/** The alarms that stop a release: whether they exist, and whether any is in ALARM already. */
export const alarms: Check = {
  name: "alarms",
  // The release checks them itself.
  fast: false,
  async look({ observer, environment, services, stack }) {
    if (!environment) return [];
    const parts = services.flatMap((service) => {
      const inventory = environment.inventory.services[service];
      const settings = stack.settings.services[service];
      return inventory && settings
        ? colors.map((candidate) => ({ settings, inventory, candidate }))
        : [];
    });
    const names = alarmNames(parts);
    if (names.length === 0) return [];
    const found = await observer.alarms(environment.inventory, names);
    const late = lateAlarm(stack.settings, services);
    return [
      ...judgeAlarms(names, found, stack.name),
      ...(late === null ? [] : [ok("drain", late)]),
    ];
  },
};

export function judgeAlarms(
  names: readonly string[],
  found: readonly Alarm[],
  stackName: string,
): Judgement[] {
  const judged = names.flatMap((name) => {
    const alarm = found.find((one) => one.name === name);
    if (!alarm) {
      return [
        failing(
          name,
          "does not exist",
          `correct \`alarms\` in the settings, or recreate it: ${bluegreen("up", stackName)}`,
        ),
      ];
    }
    if (alarm.state !== "ALARM") return [];
    return [
      warning(
        name,
        `in ALARM: ${alarm.reason}`,
        "fix the cause; until it is OK again, it can't stop a release",
      ),
    ];
  });
  return judged.length > 0 ? judged : [ok("alarms", `none of ${names.length} is in ALARM`)];
}
