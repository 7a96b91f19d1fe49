import type { Settings } from "../../../config/schema";
import type { ZoneView } from "../../world/inspector";
import type { Inventory } from "../../../release/inventory";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok } from "../finding";

/** Whether the hosted zone exists, is the stack's own, and is delegated, so that resolvers find it. */
export const zone: Check = {
  name: "zone",
  fast: true,
  async look({ inspector, stack, environment }) {
    const name = zoneName(stack.settings);
    const [found, delegated] = await Promise.all([
      inspector.zone(name),
      inspector.delegation(name),
    ]);
    const judged = judge(name, found, (view) =>
      judgeZone(name, view, environment?.inventory ?? null),
    );
    const servers = "value" in found ? (found.value?.nameServers ?? null) : null;
    if (servers === null) return judged;
    return [...judged, ...judge(name, delegated, (to) => judgeDelegation(name, to, servers))];
  },
};

export function zoneName({ hostedZone, domain }: Pick<Settings, "hostedZone" | "domain">): string {
  return hostedZone ?? domain;
}

export function judgeZone(
  name: string,
  found: ZoneView | null,
  inventory: Pick<Inventory, "hostedZone"> | null,
): Judgement {
  if (!found) {
    return failing(
      name,
      "the account has no public hosted zone of this name",
      `create it (\`aws route53 create-hosted-zone --name ${name}\`), or set \`hostedZone\``,
    );
  }
  const recorded = inventory?.hostedZone.id;
  if (recorded !== undefined && recorded !== found.id) {
    return failing(
      name,
      `the stack's records are in zone ${recorded}, but the zone of this name is ${found.id}`,
      `delete the duplicate zone ${found.id}, or restore the stack's zone ${recorded}`,
    );
  }
  return ok(name, `zone ${found.id}`);
}

/** `delegated` are the name servers in the parent zone. */
export function judgeDelegation(
  name: string,
  delegated: readonly string[],
  nameServers: readonly string[],
): Judgement {
  const own = comparable(nameServers);
  const parent = comparable(delegated);
  const todo = `in the parent zone (or at the registrar), set the NS record of ${name} to exactly ${own.join(", ")}`;
  if (parent.length === 0) {
    return failing(
      name,
      "the zone is not delegated: the parent zone has no NS record for it",
      todo,
    );
  }
  const strangers = parent.filter((server) => !own.includes(server));
  if (strangers.length > 0) {
    return failing(
      name,
      `the parent zone delegates to ${strangers.join(", ")}, which are not name servers of this zone`,
      todo,
    );
  }
  return ok(name, `delegated to ${parent.length} of its ${own.length} servers`);
}

function comparable(servers: readonly string[]): string[] {
  return servers.map((server) => server.toLowerCase().replace(/\.$/, "")).sort();
}
