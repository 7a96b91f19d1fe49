import { counted } from "../../../config/plural";
import { ruleSlot, rulesPerService } from "../../../config/ruleSlot";
import type { Settings } from "../../../config/schema";
import type { Check } from "../check";
import { type Judgement, ok, warning } from "../finding";

/** How many rules a listener tries before it finds a service's: AWS charges for more than 10 a request. */
export const ruleEvaluations: Check = {
  name: "rule evaluations",
  fast: false,
  look: ({ stack }) => Promise.resolve(judgeRules(stack.settings)),
};

/** Rules that a request is matched against for free, and evaluations a second in one LCU (Elastic Load Balancing pricing). */
const freeRules = 10;
const evaluationsPerLcu = 1000;
const worthAWarning = 10;

export function judgeRules({ services }: Pick<Settings, "services">): Judgement[] {
  const inOrder = Object.entries(services)
    .filter(([, { kind }]) => kind === "api")
    .map(([name, service]) => ({ name, slot: ruleSlot(name, service as { ruleSlot?: number }) }))
    .sort((one, other) => one.slot - other.slot)
    .map(({ name }) => name);
  if (inOrder.length === 0) return [];
  const average = (rulesPerService * (inOrder.length + 1)) / 2;
  const lcuAtThousand = ((average - freeRules) * 1000) / evaluationsPerLcu;
  const found = `a request is matched against ${counted(average, "rule")} on average; ${freeRules} are free`;
  if (lcuAtThousand < worthAWarning) return [ok("listeners", found)];
  return [
    warning(
      "listeners",
      `${found}: 1,000 requests a second, spread evenly over the services, cost ${lcuAtThousand} LCU on the ` +
        `serving load balancer; ${inOrder[0]} is matched first, ${inOrder.at(-1)} last`,
      "give the busiest services the lowest `ruleSlot`, before they first serve",
    ),
  ];
}
