import { counted } from "../../../config/plural";
import { ruleSlot, rulesPerService } from "../../../config/ruleSlot";
import type { ApiSettings, Settings } from "../../../config/schema";
import type { Requests } from "../../world/inspector";
import type { Check } from "../check";
import { type Judgement, ok, warning } from "../finding";

/** How many rules a listener tries before it finds a service's: AWS charges for more than 10 a request. */
export const ruleEvaluations: Check = {
  name: "rule evaluations",
  fast: false,
  async look({ inspector, environment, stack: { settings } }) {
    // Built on another environment, its rules are among those of others.
    if (!environment || settings.foundation !== undefined) return judgeRules(settings);
    const measured = await inspector.requests(environment.inventory);
    return judgeRules(settings, "value" in measured ? measured.value : undefined);
  },
};

/** Rules that a request is matched against for free, and evaluations a second in one LCU (Elastic Load Balancing pricing). */
const freeRules = 10;
const evaluationsPerLcu = 1000;

/** At a list price of $0.008 an hour, the LCUs that cost $6 a month; and where nothing was measured, LCUs at 1,000 requests a second. */
const worthAWarning = { saved: 1, atThousand: 10 };

interface Placed {
  name: string;
  slot: number;
  /** Requests a second, on average. */
  rate: number;
}

/** @param measured undefined: nothing could be measured */
export function judgeRules(
  { services }: Pick<Settings, "services">,
  measured?: Requests,
): Judgement[] {
  const seconds = (measured?.days ?? 1) * 24 * 60 * 60;
  const inOrder = Object.entries(services)
    .filter(([, service]) => service.kind === "api" && service.public)
    .map(([name, service]): Placed => {
      const rate = (measured?.requests[name] ?? 0) / seconds;
      return { name, slot: ruleSlot(name, service as ApiSettings), rate };
    })
    .sort((one, other) => one.slot - other.slot);
  if (inOrder.length === 0) return [];
  const total = inOrder.reduce((sum, { rate }) => sum + rate, 0);
  return [measured && total > 0 ? judgeOrder(inOrder, measured.days) : judgeEven(inOrder)];
}

/** Without measured requests: as if every service got the same number. */
function judgeEven(inOrder: readonly Placed[]): Judgement {
  const average = (rulesPerService * (inOrder.length + 1)) / 2;
  const lcuAtThousand = ((average - freeRules) * 1000) / evaluationsPerLcu;
  const found = `a request is matched against ${counted(average, "rule")} on average; ${freeRules} are free`;
  if (lcuAtThousand < worthAWarning.atThousand) return ok("listeners", found);
  return warning(
    "listeners",
    `${found}: 1,000 requests a second, spread evenly over the services, cost ${lcuAtThousand} LCU on the ` +
      `serving load balancer; ${inOrder[0]!.name} is matched first, ${inOrder.at(-1)!.name} last`,
    "give the busiest services the lowest `ruleSlot`",
  );
}

function judgeOrder(inOrder: readonly Placed[], days: number): Judgement {
  const byUse = inOrder.toSorted((one, other) => other.rate - one.rate);
  const [now, best] = [lcus(inOrder), lcus(byUse)];
  const found =
    `rule evaluations used ${rounded(now)} LCU on average in the last ${days} days, ` +
    `calculated from the requests of each service; in the order of use it would be ${rounded(best)}`;
  if (now - best < worthAWarning.saved) return ok("listeners", found);
  const moved = movedFirst(inOrder, byUse, now - best);
  return warning("listeners", found, adviceOf(inOrder, moved));
}

/** Requests of the nth service are matched against the rules of all before it, and its own. */
function lcus(inOrder: readonly Placed[]): number {
  const evaluations = inOrder.map(
    ({ rate }, index) => rate * Math.max(0, rulesPerService * (index + 1) - freeRules),
  );
  return evaluations.reduce((sum, one) => sum + one, 0) / evaluationsPerLcu;
}

/** The fewest of the busiest services that save nine tenths of what can be saved if they come first. */
function movedFirst(
  inOrder: readonly Placed[],
  byUse: readonly Placed[],
  saving: number,
): readonly Placed[] {
  for (let count = 1; count < byUse.length; count++) {
    const moved = byUse.slice(0, count);
    const rest = inOrder.filter((one) => !moved.includes(one));
    if (lcus(inOrder) - lcus([...moved, ...rest]) >= 0.9 * saving) return moved;
  }
  return byUse;
}

/** Slots that are free and lower than those of all services that stay where they are, if there are enough. */
function adviceOf(inOrder: readonly Placed[], moved: readonly Placed[]): string {
  const names = moved.map(({ name }) => name).join(", ");
  const staying = inOrder.filter((one) => !moved.includes(one));
  const lowest = Math.min(...staying.map(({ slot }) => slot));
  const taken = new Set(moved.map(({ slot }) => slot));
  const free: number[] = [];
  for (let slot = 0; slot < lowest && free.length < moved.length; slot++) {
    if (!taken.has(slot)) free.push(slot);
  }
  const apply = "an `up` moves their rules, unless another service calls them";
  if (free.length < moved.length) {
    return `give the lowest \`ruleSlot\` to the busiest services, in this order: ${names}; ${apply}`;
  }
  const slots = moved.map(({ name }, index) => `${name} ${free[index]}`).join(", ");
  return `set \`ruleSlot\` of the busiest services: ${slots}; ${apply}`;
}

function rounded(lcu: number): number {
  return Number(lcu.toFixed(1));
}
