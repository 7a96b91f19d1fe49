import { parseValues } from "../../config/raw";
import { refused } from "../world/errors";
import type { Stacks } from "../world/stacks";

interface Standing {
  stack: string;
  /** What it has from the other one. */
  what: string;
  services: Record<string, { calls?: readonly string[] } | null>;
}

/** Refuses what would take an environment from under others. */
export async function refuseWhileOthersStandOn(stacks: Stacks, name: string): Promise<void> {
  const standing = await standingOn(stacks, name);
  if (standing.length === 0) return;
  throw refused(
    `other environments need ${name}`,
    "destroy those first",
    standing.map(({ stack, what }) => `${stack} ${what}`),
  );
}

/** Refuses to remove a service whose images or place others have from this environment. */
export async function refuseWhileOthersNeed(
  stacks: Stacks,
  name: string,
  service: string,
): Promise<void> {
  const needing = (await standingOn(stacks, name)).filter(
    ({ services }) =>
      service in services || Object.values(services).some((one) => one?.calls?.includes(service)),
  );
  if (needing.length === 0) return;
  throw refused(
    `other environments need ${service} of ${name}`,
    "remove it there first",
    needing.map(({ stack, what }) => `${stack} ${what}`),
  );
}

/** By their settings as of their last `up`. */
async function standingOn(stacks: Stacks, name: string): Promise<Standing[]> {
  const standing: Standing[] = [];
  for (const { name: stack } of await stacks.list()) {
    if (stack === name) continue;
    const { foundation, imagesFrom, services } = parseValues(
      (await stacks.lastConfig(stack)) ?? {},
    );
    const has = { stack, services: (services ?? {}) as Standing["services"] };
    if (foundation === name) standing.push({ ...has, what: "stands on its network and edges" });
    else if (imagesFrom === name) standing.push({ ...has, what: "has its images from it" });
  }
  return standing;
}
