import { lookAtBlockers } from "../../world/blockers";
import type { Check } from "../check";
import { failing, ok } from "../finding";

/** The alarms in `blockers`: whether each can be asked for, and whether any is in ALARM. */
export const blockers: Check = {
  name: "blockers",
  // The release asks for them itself, and a rollback does not.
  fast: false,
  async look({ observer, environment, stack }) {
    if (!environment || !stack.settings.blockers) return [];
    const found = await lookAtBlockers(observer, stack.settings, environment.inventory);
    const settings = `correct \`blockers.alarms\` in Pulumi.${stack.name}.yaml`;
    const judged = [
      ...found.unusable.map(({ named, why }) => failing(named, why, settings)),
      ...found.on.map(({ name, reason }) =>
        failing(name, `in ALARM: ${reason}`, "fix the cause: until it is OK, no release begins"),
      ),
    ];
    return judged.length > 0 ? judged : [ok("alarms", `none of ${found.count} is in ALARM`)];
  },
};
