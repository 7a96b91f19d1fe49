import { list, type Problem } from "../problem";
import { freeSlot, ruleSlot } from "../ruleSlot";
import { apis, type Draft } from "./draft";
import { sharing } from "./sharing";

/** No two services may stand in one place of the listeners. */
export function ruleSlotProblems(draft: Draft): Problem[] {
  const slots = apis(draft).map(([name, service]) => ({ name, slot: ruleSlot(name, service) }));
  const taken = new Set(slots.map(({ slot }) => slot));
  return sharing(slots, ({ slot }) => slot).map(([slot, same]) => {
    const names = same.map(({ name }) => name);
    return {
      key: `services.${names.at(-1)}.ruleSlot`,
      text:
        `${list(names)} would all take slot ${slot}; set it to a free one, ` +
        `such as ${freeSlot(slot, taken)}`,
    };
  });
}
