import { colors, serviceState } from "../../release/state";
import type { Checker } from "./checker";

/**
 * 7. The candidate's share of production is what the state says. Without a canary that is nothing before
 * the switch and after a rollback; each recorded `up` must have made it so.
 */
export function shareAsRecorded(): Checker {
  let revision = -1;
  return {
    invariant: 7,
    check: ({ world, engine, backend: { outputs } }) => {
      if (outputs.revision === revision) return null;
      revision = outputs.revision;
      for (const { name, rules } of world.services) {
        const phase = outputs.current?.services[name] && outputs.current.phase;
        const { activeColor } = serviceState(outputs, name);
        if (phase === "switched" || engine.surprised.has(name)) continue;
        const edge = colors.find((one) => rules[one] !== null && rules[one] !== activeColor);
        if (edge) {
          return `${phase ?? "at rest"}, but the ${edge} load balancer forwards ${name} to ${rules[edge]}`;
        }
      }
      return null;
    },
  };
}
