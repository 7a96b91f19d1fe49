import { counted } from "../../config/plural";
import { isPreview } from "../../config/names";
import type { ProjectSession } from "./session";
import { parseValues, type RawConfig } from "../../config/raw";
import { rulesPerService, ruleSlot, slotOfName } from "../../config/ruleSlot";
import type { Settings } from "../../config/schema";
import { previewsBoundary } from "../../privilege/scope";
import { refused } from "../world/errors";
import type { KnownStack } from "../world/stacks";

export function previewName(pr: string): string {
  if (/^[1-9]\d{0,9}$/.test(pr)) return `pr-${pr}`;
  throw refused(
    `--pr ${pr} is not a pull request number`,
    "use the number of a pull request, such as --pr 7",
  );
}

/** What already exists on the foundation of a preview. */
export interface Around {
  /** The preview itself exists. */
  wasUp: boolean;
  /** Services of the preview that the environment still has. */
  services: string[];
  /** Rule slots on the listeners that are taken. */
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

/** Previews share the listeners of one environment, whose number of rules is limited. */
export function refuseFullEdges(
  { from, settings }: { from: string; settings: Settings },
  { takenSlots }: Around,
  wanted: number,
): void {
  const rules = (takenSlots.size + wanted) * rulesPerService;
  const limit = settings.quotas.rulesPerLoadBalancer;
  if (rules <= limit) return;
  throw refused(
    `the load balancers of ${from} would need ${counted(rules, "rule")} each, but the quota is ${limit}`,
    "delete previews that nobody needs with `bluegreen preview prune` or " +
      "`bluegreen preview down --pr <number>`, or request a higher quota from AWS and set it as " +
      `\`quotas.rulesPerLoadBalancer\` of ${from}`,
  );
}

export function previewsOf(stacks: readonly KnownStack[]): KnownStack[] {
  return stacks.filter(({ name }) => isPreview(name));
}

/** What matters of a service in another stack. */
interface Written {
  kind?: string;
  ruleSlot?: number;
}

function servicesIn(config: RawConfig): Record<string, Written> {
  return (parseValues(config)["services"] ?? {}) as Record<string, Written>;
}

/** Of an IAM policy's name. */
const maxPolicyName = 128;

/** The boundary of previews is named after that of their environment. */
export function refuseLongBoundary(from: string, boundary: string | undefined): void {
  const name = previewsBoundary(boundary ?? "").replace(/^.*\//, "");
  if (name.length <= maxPolicyName) return;
  throw refused(
    `\`permissionsBoundary\` of previews would be the policy ${name}, whose name has ${name.length} characters; IAM ` +
      `allows ${maxPolicyName}`,
    `give ${from} a boundary whose name has at most ${maxPolicyName - previewsBoundary("").length} characters`,
  );
}
