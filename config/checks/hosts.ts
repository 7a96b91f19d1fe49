import { list, type Problem } from "../problem";
import { apis, type Draft, services } from "./draft";
import { freeSlot, ruleSlot } from "../ruleSlot";

const maxLabelLength = 63;
const testSuffix = "-test";

interface Name {
  service: string;
  label: string;
  is: "production name" | "test name";
}

/** Every host name of the environment must be valid and belong to exactly one service. */
export function hostProblems(draft: Draft): Problem[] {
  const names = apis(draft).flatMap(([service, { host = service }]): Name[] => [
    { service, label: host, is: "production name" },
    { service, label: `${host}${testSuffix}`, is: "test name" },
  ]);
  return [...tooLong(names), ...taken(names)];
}

function tooLong(names: Name[]): Problem[] {
  return names.flatMap(({ service, label, is }) => {
    if (label.length <= maxLabelLength) return [];
    const text =
      `makes the first label of the ${is} ${label.length} characters long; DNS allows ` +
      `${maxLabelLength}`;
    return [{ key: `services.${service}.host`, text }];
  });
}

function taken(names: Name[]): Problem[] {
  return (
    sharing(names, ({ label }) => label)
      // Two test names are equal only if the production names are, which is reported already.
      .filter(([, same]) => same.some(({ is }) => is === "production name"))
      .map(([label, same]) => {
        const uses = same.map(({ service, is }) => `the ${is} of ${service}`);
        const service = same.at(-1)?.service ?? "";
        return { key: `services.${service}.host`, text: `would make ${label} ${list(uses)}` };
      })
  );
}

/** The groups of two or more items that have the same key, in order of first appearance. */
export function sharing<K, T>(items: readonly T[], keyOf: (item: T) => K): [K, T[]][] {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups].filter(([, group]) => group.length > 1);
}

/** No two services may share a slot in the listeners' rules. */
export function ruleSlotProblems(draft: Draft): Problem[] {
  const slots = apis(draft).map(([name, service]) => ({ name, slot: ruleSlot(name, service) }));
  const taken = new Set(slots.map(({ slot }) => slot));
  return sharing(slots, ({ slot }) => slot).map(([slot, same]) => {
    const names = same.map(({ name }) => name);
    return {
      key: `services.${names.at(-1)}.ruleSlot`,
      text:
        `clashes: ${list(names)} would share slot ${slot}; set it to a free one, such ` +
        `as ${freeSlot(slot, taken)}`,
    };
  });
}

/**
 * ACM allows 64 characters in a certificate's name, here `*.<domain>`. Within that limit, every host
 * name also fits the 128 characters that a load balancer rule can match.
 */
const maxDomainLength = 62;

export function domainProblems({ domain, hostedZone }: Draft): Problem[] {
  const problems: Problem[] = [];
  if (domain === undefined) return problems;
  if (domain.length > maxDomainLength) {
    problems.push({
      key: "domain",
      text:
        `has ${domain.length} characters; a certificate for \`*.<domain>\` allows ` +
        `${maxDomainLength}`,
    });
  }
  if (hostedZone !== undefined && domain !== hostedZone && !domain.endsWith(`.${hostedZone}`)) {
    problems.push({
      key: "hostedZone",
      text: `must be \`domain\` or a parent of it: ${domain} does not end in .${hostedZone}`,
      reads: ["domain"],
    });
  }
  return problems;
}

/**
 * A target group's name has at most 32 characters: the service's name, `-gbp` for fleet and load
 * balancer, and a dash with 7 random characters so that Pulumi can replace it.
 */
const maxServiceNameLength = 20;

/**
 * AWS rejects security groups named `sg-...` and capacity providers named after its own services.
 */
const reserved = /^(sg($|-)|aws|ecs|fargate)/;

export function serviceNameProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name]) => {
    const text = nameProblem(name);
    return text === undefined ? [] : [{ key: `services.${name}`, text }];
  });
}

function nameProblem(name: string): string | undefined {
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)) {
    return (
      "must have a name of lower-case letters, digits and hyphens that starts with a " +
      "letter and does not end in a hyphen"
    );
  }
  if (name.length > maxServiceNameLength) {
    return (
      `has a name of ${name.length} characters; names of target groups leave room for ` +
      `${maxServiceNameLength} (set \`host\` if you need a longer host name)`
    );
  }
  if (name in {}) return "has a name that is a property of every JavaScript object";
  const prefix = reserved.exec(name);
  return prefix ? `has a name that starts with \`${prefix[0]}\`, which AWS reserves` : undefined;
}
