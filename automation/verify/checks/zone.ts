import { delegationProblem } from "../../../config/delegation";
import { namesElsewhere, ownZone, possibleZones } from "../../../config/names";
import type { RecordedZone } from "../../../release/inventory";
import type { ZoneView } from "../../world/inspector";
import { type Check, judge, type Verification } from "../check";
import { failing, type Judgement, ok } from "../finding";

/**
 * Whether the hosted zones of the environment's names exist, are those that have its records, and are
 * delegated, so that resolvers find them.
 */
export const zone: Check = {
  name: "zone",
  fast: true,
  async look(verification) {
    const { environment, services, stack } = verification;
    const own = lookAt(
      verification,
      ownZone(stack.settings),
      environment?.inventory.hostedZone,
      (name) =>
        failing(
          name,
          "the account has no public hosted zone of this name",
          `create it (\`aws route53 create-hosted-zone --name ${name} --caller-reference bluegreen-${name}\`), or set \`hostedZone\``,
        ),
    );
    const names = services.flatMap((service) =>
      namesElsewhere(stack.settings, service).map((name) => ({
        name,
        recorded: environment?.inventory.services[service]?.zones?.[name],
      })),
    );
    const others = names.map(({ name, recorded }) => lookElsewhere(verification, name, recorded));
    const judged = (await Promise.all([own, ...others])).flat();
    // Names may share a zone.
    const seen = new Set<string>();
    return judged.filter((one) => !seen.has(JSON.stringify(one)) && seen.add(JSON.stringify(one)));
  },
};

type Missing = (name: string) => Judgement;

async function lookAt(
  { inspector }: Pick<Verification, "inspector">,
  name: string,
  recorded: RecordedZone | undefined,
  missing: Missing,
): Promise<Judgement[]> {
  const [found, delegated] = await Promise.all([inspector.zone(name), inspector.delegation(name)]);
  const judged = judge(name, found, (view) =>
    view ? judgeZone(name, view, recorded) : missing(name),
  );
  const servers = "value" in found ? (found.value?.nameServers ?? null) : null;
  if (servers === null) return judged;
  return [...judged, ...judge(name, delegated, (to) => judgeDelegation(name, to, servers))];
}

/** A name outside the environment's zone: its own zone as recorded, or else the nearest in the account. */
async function lookElsewhere(
  verification: Pick<Verification, "inspector">,
  name: string,
  recorded: RecordedZone | undefined,
): Promise<Judgement[]> {
  if (recorded) {
    return lookAt(verification, recorded.name, recorded, (zone) =>
      failing(
        zone,
        `the account no longer has the public hosted zone ${recorded.id} with the record of ${name}`,
        "create a zone and delegate it, then remove the name from the service and add it again",
      ),
    );
  }
  const missing = () =>
    failing(
      name,
      `the account has no public hosted zone with this name; looked for ${possibleZones(name).join(", ")}`,
      "create one and delegate it, or choose another name (`hosts`)",
    );
  for (const candidate of possibleZones(name)) {
    const found = await verification.inspector.zone(candidate);
    if ("notHere" in found) return [];
    if (found.value) return lookAt(verification, candidate, undefined, missing);
  }
  return [missing()];
}

export function judgeZone(
  name: string,
  found: ZoneView,
  recorded: Pick<RecordedZone, "id"> | undefined,
): Judgement {
  if (recorded !== undefined && recorded.id !== found.id) {
    return failing(
      name,
      `the stack's records are in zone ${recorded.id}, but the zone of this name is ${found.id}`,
      `delete the duplicate zone ${found.id}, or restore the stack's zone ${recorded.id}`,
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
  const problem = delegationProblem(name, delegated, nameServers);
  return problem
    ? failing(name, problem.found, problem.todo)
    : ok(name, `delegated to ${delegated.length} of its ${nameServers.length} servers`);
}
