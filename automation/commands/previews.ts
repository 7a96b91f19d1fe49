import type { ProjectSession } from "./session";
import { parseValues, type RawConfig } from "../../config/raw";
import { rulesPerService, ruleSlot, slotOfName } from "../../config/ruleSlot";
import type { Settings } from "../../config/schema";
import { refused } from "../world/errors";
import type { KnownStack } from "../world/stacks";

export function previewName(pr: string): string {
  if (/^[1-9]\d{0,9}$/.test(pr)) return `pr-${pr}`;
  throw refused(`--pr ${pr} is not the number of a pull request`, "give its number, as in --pr 7");
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
export function refuseFullEdges(
  { from, settings }: { from: string; settings: Settings },
  { takenSlots }: Around,
  wanted: number,
): void {
  const rules = (takenSlots.size + wanted) * rulesPerService;
  const limit = settings.quotas.rulesPerLoadBalancer;
  if (rules <= limit) return;
  throw refused(
    `the edges of ${from} would need ${rules} rules each, AWS allows ${limit}`,
    "end previews that nobody needs: bluegreen preview prune, or preview down --pr <n>; or have AWS " +
      `raise it and write it as \`bluegreen:quotas.rulesPerLoadBalancer\` of ${from}`,
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
