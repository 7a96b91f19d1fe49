import type { ProjectSession } from "../adapters/session";
import { defaultQuotas as quotas } from "../../config/checks/quotas";
import { parseValues, type RawConfig } from "../../config/raw";
import { rulesPerService, ruleSlot, slotOfName } from "../../config/ruleSlot";
import type { Settings } from "../../config/schema";
import { refused } from "../errors";
import type { KnownStack } from "../stacks";

export function previewName(pr: string): string {
  if (/^[1-9]\d{0,9}$/.test(pr)) return `pr-${pr}`;
  throw refused(`--pr ${pr} is not the number of a pull request`, "--pr <number>");
}

/** What there is on the foundation of a preview already. */
export interface Around {
  /** The preview itself is up. */
  wasUp: boolean;
  /** Services that it has, and that the environment still has. */
  services: string[];
  /** Places on the listeners that others have. */
  takenSlots: Set<number>;
}

export async function lookAround(
  { stacks }: ProjectSession,
  name: string,
  { from, settings }: { from: string; settings: Settings },
): Promise<Around> {
  const slots = Object.entries(settings.services).flatMap(([service, its]) =>
    its.kind === "api" ? ruleSlot(service, its) : [],
  );
  const takenSlots = new Set(slots);
  const around: Around = { wasUp: false, services: [], takenSlots };
  for (const stack of previewsOf(await stacks.list())) {
    const config = await stacks.lastConfig(stack.name);
    if (!config || config["foundation"] !== from) continue;
    const services = servicesIn(config);
    if (stack.name === name) {
      around.wasUp = true;
      around.services = Object.keys(services).filter((service) => service in settings.services);
    } else {
      for (const [service, its] of Object.entries(services)) {
        if (its.kind !== "worker") takenSlots.add(its.ruleSlot ?? slotOfName(service));
      }
    }
  }
  return around;
}

/** Previews stand on the listeners of one environment, which take only so many rules. */
export function refuseFullEdges(from: string, { takenSlots }: Around, wanted: number): void {
  const rules = (takenSlots.size + wanted) * rulesPerService;
  if (rules <= quotas.rulesPerLoadBalancer) return;
  throw refused(
    `the edges of ${from} would need ${rules} rules each, AWS allows ${quotas.rulesPerLoadBalancer}`,
    "end previews that nobody needs: bluegreen preview prune, or preview down --pr <n>",
  );
}

export function previewsOf(stacks: readonly KnownStack[]): KnownStack[] {
  return stacks.filter(({ name }) => /^pr-\d+$/.test(name));
}

/** What is asked of a service of another stack. */
interface Written {
  kind?: string;
  ruleSlot?: number;
}

function servicesIn(config: RawConfig): Record<string, Written> {
  return (parseValues(config)["services"] ?? {}) as Record<string, Written>;
}
