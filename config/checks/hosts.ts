import { list, type Problem } from "../problem";
import { apis, type Draft, services } from "./draft";
import { calledNames } from "../calls";
import { isPrivate } from "../isPrivate";
import { fullName, isCovered, isWithin, privateLabel } from "../names";
import { freeSlot, ruleSlot } from "../ruleSlot";

const maxLabelLength = 63;
const testSuffix = "-test";
/** ACM, for a certificate's own name. */
const maxCertificateName = 64;

interface Name {
  service: string;
  key: string;
  /** As it is written, or as derived. */
  host: string;
  is: "production name" | "test name" | "private name";
}

/** Every host name of the environment must be valid and belong to exactly one service. */
export function hostProblems(draft: Draft): Problem[] {
  const outside = apis(draft).filter(([, service]) => !isPrivate(service));
  const names = outside.flatMap(([service, { host = service, hosts }]): Name[] => {
    const root = `services.${service}`;
    return [
      ...(hosts ?? [host]).map((one, index) => {
        const key = hosts ? `${root}.hosts.${index}` : `${root}.host`;
        return { service, key, host: one, is: "production name" as const };
      }),
      { service, key: `${root}.host`, host: `${host}${testSuffix}`, is: "test name" },
    ];
  });
  return [
    ...tooLong(names),
    ...taken(names, draft),
    ...beyond(names, draft),
    ...tooLong(inside(draft).filter(({ is }) => is === "test name")),
    ...takenInside(inside(draft), draft),
  ];
}

/** Names in the private zone: those of private services, and those of others that are called. */
function inside(draft: Draft): Name[] {
  const called = calledNames({ services: draft.services ?? {} });
  return apis(draft).flatMap(([service, settings]): Name[] => {
    const { host = service } = settings;
    if (!called.has(service)) return [];
    const one = { service, key: `services.${service}.host` };
    const name = { ...one, host: `${host}.${privateLabel}`, is: "private name" as const };
    const test = {
      ...one,
      host: `${host}${testSuffix}.${privateLabel}`,
      is: "test name" as const,
    };
    return isPrivate(settings) ? [name, test] : [name];
  });
}

/** Public services that share a host are reported for their public names. */
function takenInside(names: Name[], draft: Draft): Problem[] {
  const isInside = ({ service }: Name) => isPrivate(draft.services?.[service]);
  return sharing(names, ({ host }) => host)
    .filter(([, same]) => same.some(isInside) && same.some(({ is }) => is === "private name"))
    .map(([host, same]) => {
      const { key } = same.at(-1)!;
      const uses = same.map((one) => `the ${one.is} of ${one.service}`);
      return { key, text: `would make ${host}.${draft.domain ?? "<domain>"} ${list(uses)}` };
    });
}

function tooLong(names: Name[]): Problem[] {
  return names.flatMap(({ key, host, is }) => {
    const { length } = host.split(".")[0]!;
    if (length <= maxLabelLength) return [];
    const text =
      `makes the first label of the ${is} ${length} characters long; DNS allows ` +
      `${maxLabelLength}`;
    return [{ key, text }];
  });
}

function taken(names: Name[], { domain = "" }: Draft): Problem[] {
  const listed = new Set(
    names.flatMap(({ key, service }) => (key.endsWith(".host") ? [] : [service])),
  );
  return (
    sharing(names, ({ host }) => fullName(host, domain))
      // Without `hosts`, two test names are equal only if production names are, which is reported already.
      .filter(([, same]) =>
        same.some(({ is, service }) => is === "production name" || listed.has(service)),
      )
      .map(([, same]) => {
        const { service, key, host } = same.at(-1)!;
        if (same.every((one) => one.service === service && one.is === "production name")) {
          return { key, text: `names ${host} twice` };
        }
        const uses = same.map((one) => `the ${one.is} of ${one.service}`);
        return { key, text: `would make ${host} ${list(uses)}` };
      })
  );
}

/**
 * Full names must fit a certificate of their own. Those outside the environment's zone are looked up in the
 * account (components/stack/nameZones.ts); an environment built on another one has that one's zone only.
 */
function beyond(names: Name[], { domain, hostedZone = domain, foundation }: Draft): Problem[] {
  if (domain === undefined || hostedZone === undefined) return [];
  return names.flatMap(({ key, host }): Problem[] => {
    if (!host.includes(".")) return [];
    if (foundation !== undefined && !isWithin(host, hostedZone)) {
      const text =
        `is ${host}, but the names of an environment built on ${foundation} must be in its ` +
        `domain, ${domain}`;
      return [{ key, text, reads: ["domain", "foundation"] }];
    }
    if (isCovered(host, domain) || host.length <= maxCertificateName) return [];
    const text = `has ${host.length} characters; a certificate for it allows ${maxCertificateName}`;
    return [{ key, text }];
  });
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

/** AWS rejects security groups named `sg-...`, */
const reservedGroup = /^sg($|-)/;
/** and capacity providers, which fleets on instances have, named after its own services. */
const reservedProvider = /^(aws|ecs|fargate)/;

export function serviceNameProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { compute }]) => {
    const text = nameProblem(name, compute.type);
    return text === undefined ? [] : [{ key: `services.${name}`, text }];
  });
}

function nameProblem(name: string, compute: "fargate" | "ec2"): string | undefined {
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)) {
    return (
      "must have a name of lower-case letters, digits and hyphens that starts with a " +
      "letter and does not end in a hyphen"
    );
  }
  if (name.length > maxServiceNameLength) {
    return (
      `has a name of ${name.length} characters; target group names leave room for ` +
      `${maxServiceNameLength} (set \`host\` if you need a longer host name)`
    );
  }
  if (name in {}) return "has a name that is reserved in JavaScript";
  const group = reservedGroup.exec(name)?.[0];
  if (group !== undefined) {
    return `has a name that starts with \`${group}\`, which AWS reserves`;
  }
  const provider = compute === "ec2" ? reservedProvider.exec(name)?.[0] : undefined;
  return provider === undefined
    ? undefined
    : `has a name that starts with \`${provider}\`, which AWS reserves in names of capacity providers; a ` +
        "service on Fargate may have that name";
}
