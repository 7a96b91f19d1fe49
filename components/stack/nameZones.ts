import * as aws from "@pulumi/aws";
import { getStack } from "@pulumi/pulumi";
import { delegationProblem } from "../../config/delegation";
import { namesElsewhere, ownZone, possibleZones } from "../../config/names";
import type { Settings } from "../../config/schema";
import type { RecordedZone } from "../../release/inventory";
import { Refusal } from "../refusal";
import type { Deployed } from "./deployed";

/** Zones of the names that are not in the environment's own, by name. */
export type NameZones = Record<string, RecordedZone>;

/** Name servers to which the parent zone delegates a zone; null: it could not be queried. */
export type Delegation = (zone: string) => Promise<readonly string[] | null>;

/**
 * The account's public zone of every name outside the environment's. A recorded one stays, even if a nearer
 * one is created later: a record can't move to another zone. All others are looked up, and the `up` is
 * refused where the name could not be reached or its certificate not be issued.
 */
export async function readNameZones(
  settings: Settings,
  services: Deployed["services"],
  delegation: Delegation | undefined,
): Promise<NameZones> {
  const zones: NameZones = {};
  const problems: string[] = [];
  for (const service of Object.keys(settings.services)) {
    for (const name of namesElsewhere(settings, service)) {
      const recorded = services[service]?.zones?.[name];
      const found = recorded ?? (await zoneOf(name, delegation));
      if (typeof found === "string") problems.push(found);
      else zones[name] = found;
    }
  }
  if (problems.length > 0) throw new Refusal({ ...unreachable, problems });
  return zones;
}

const unreachable = {
  found: "the account has no usable hosted zone for some names of this environment",
  next: "fix the zone, or choose other names (`hosts`), then run the command again",
};

/**
 * Refuses an environment whose own zone does not exist or is not delegated: everything would be
 * created, and then its certificate could not be issued. A recorded zone has passed this check.
 */
export async function refuseUnusableZone(
  settings: Settings,
  recorded: Deployed["zone"],
  delegation: Delegation | undefined,
): Promise<void> {
  const zone = ownZone(settings);
  if (settings.foundation || (recorded && (recorded.name ?? zone) === zone)) return;
  const problem = await problemOfZone(zone, delegation);
  if (!problem) return;
  const key = settings.hostedZone === undefined ? "domain" : "hostedZone";
  throw new Refusal({
    found: `the environment has no usable hosted zone \`${zone}\` (from \`${key}\`)`,
    problems: [problem],
    next:
      `fix the zone, or correct \`domain\` or \`hostedZone\` in Pulumi.${getStack()}.yaml; ` +
      `then: bluegreen up --stack ${getStack()}`,
  });
}

async function problemOfZone(
  zone: string,
  delegation: Delegation | undefined,
): Promise<string | undefined> {
  const found = await findZone(zone, false);
  if (found === "several") return "the account has several public hosted zones of this name";
  if (found === null) {
    return (
      "the account has no public hosted zone of this name; to create it: " +
      `\`aws route53 create-hosted-zone --name ${zone} --caller-reference bluegreen-${zone}\``
    );
  }
  const delegated = (await delegation?.(zone)) ?? null;
  const problem = delegated && delegationProblem(zone, delegated, found.nameServers);
  return problem ? `${problem.found}; ${problem.todo}` : undefined;
}

/** The nearest public zone, or why the name can't be in it. */
async function zoneOf(
  name: string,
  delegation: Delegation | undefined,
): Promise<RecordedZone | string> {
  for (const candidate of possibleZones(name)) {
    const zone = await findZone(candidate, false);
    if (zone === "several") {
      return `${name}: the account has several public hosted zones ${candidate}; delete the duplicates`;
    }
    if (zone === null) continue;
    const delegated = (await delegation?.(candidate)) ?? null;
    const problem = delegated && delegationProblem(candidate, delegated, zone.nameServers);
    return problem
      ? `${name} is in the zone ${candidate}: ${problem.found}; ${problem.todo}`
      : zone;
  }
  for (const candidate of possibleZones(name)) {
    if ((await findZone(candidate, true)) === null) continue;
    return (
      `${name}: the account's only hosted zone ${candidate} is private, and clients resolve names in ` +
      "public zones; create a public one and delegate it"
    );
  }
  const looked = possibleZones(name).join(", ");
  return (
    `${name}: the account has no hosted zone with this name (looked for ${looked}); create a public ` +
    "one and delegate it"
  );
}

async function findZone(
  name: string,
  privateZone: boolean,
): Promise<RecordedZone | "several" | null> {
  try {
    const { zoneId: id, nameServers } = await aws.route53.getZone({ name, privateZone });
    return { id, name, nameServers };
  } catch (error) {
    // The provider's words; they are all that passes through Pulumi.
    const text = error instanceof Error ? error.message : String(error);
    if (/no matching Route ?53 ?(Hosted )?Zone found/i.test(text)) return null;
    if (/multiple Route ?53 ?(Hosted )?Zones? matched/i.test(text)) return "several";
    throw error;
  }
}
