import type { Color } from "../../release/state";
import { isUsed, servingColors } from "./served";
import type { Checker, Watched } from "./checker";

/** 5. The committed files and a person's `up` never shift traffic, and never change what serves. */
export function plainUpMovesNothing(): Checker {
  let before: string | null = null;
  return {
    invariant: 5,
    check: (watched) => {
      if (!watched.person.busy) {
        before = null;
        return null;
      }
      const now = whereTrafficGoes(watched);
      before ??= now;
      return now === before ? null : `a plain \`up\` changed what serves: ${before} became ${now}`;
    },
  };
}

function whereTrafficGoes({ world, backend }: Watched): string {
  return world.services
    .map((service) => {
      const { name, rules, production, fleets } = service;
      const serving = servingColors(service, backend.outputs).map(
        (color) => `${color} ${fleets[color].desired > 0 ? fleets[color].definition : "stopped"}`,
      );
      // While an origin serves, nobody is led to a load balancer.
      const ruleOf = (edge: Color) => (isUsed(service, edge) ? rules[edge] : "unused");
      return (
        `${name} record ${production.record}, load balancers ${ruleOf("blue")}/${ruleOf("green")}, ` +
        `fleets ${serving.join(" and ")}`
      );
    })
    .join("; ");
}
