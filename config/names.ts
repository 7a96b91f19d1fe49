import { isPrivate } from "./isPrivate";
import type { Settings } from "./schema";

type Named = Pick<Settings, "domain" | "services">;

/** Private names are `<host>.internal.<domain>`, resolvable only inside the environment's VPC. */
export const privateLabel = "internal";

/** Whether a stack is the preview of a pull request, whose author proposes its settings. */
export function isPreview(stack: string): boolean {
  return /^pr-\d+$/.test(stack);
}

/**
 * Public production names of a service, such as `users.dev.example.com`; the first is the primary one. A private
 * service has none.
 */
export function productionNames(settings: Named, name: string): string[] {
  const service = settings.services[name];
  if (isPrivate(service)) return [];
  const hosts = (service?.kind === "api" ? service.hosts : undefined) ?? [
    hostLabel(settings, name),
  ];
  return hosts.map((host) => fullName(host, settings.domain));
}

/** The primary one; of a private service its private name. */
export function productionName(settings: Named, name: string): string {
  return productionNames(settings, name)[0] ?? privateNameOf(settings, name);
}

/** Test name of a service, such as `users-test.dev.example.com`; a private service has it in the private zone. */
export function testName(settings: Named, name: string): string {
  const { domain, services } = settings;
  const zone = isPrivate(services[name]) ? privateZoneOf(settings) : domain;
  return `${hostLabel(settings, name)}-test.${zone}`;
}

/** The name that the private zone has once a service is reached privately. */
export function privateZoneOf({ domain }: Pick<Settings, "domain">): string {
  return `${privateLabel}.${domain}`;
}

/** The private name that a service has once another one calls it, or if it has no public one. */
export function privateNameOf(settings: Named, name: string): string {
  return `${hostLabel(settings, name)}.${privateZoneOf(settings)}`;
}

/** What the test name of a service leads to, for people. */
export function frontOf({ services }: Pick<Settings, "services">, name: string): string {
  return isPrivate(services[name]) ? "private load balancer" : "load balancer";
}

/** First label of an API's test name and private name. */
export function hostLabel({ services }: Pick<Settings, "services">, name: string): string {
  const service = services[name];
  return (service?.kind === "api" ? service.host : undefined) ?? name;
}

/** The name that an entry of `hosts` stands for: `@` is the domain itself, a label is below it. */
export function fullName(host: string, domain: string): string {
  if (host === "@") return domain;
  return host.includes(".") ? host : `${host}.${domain}`;
}

/** Whether the name is the zone's own or below it. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** The environment's own public zone; in one built on another environment every name is below the domain. */
export function ownZone({ hostedZone, domain }: Pick<Settings, "hostedZone" | "domain">): string {
  return hostedZone ?? domain;
}

/** Production names of a service that are in other hosted zones of the account. */
export function namesElsewhere(
  settings: Named & Pick<Settings, "hostedZone">,
  service: string,
): string[] {
  if (settings.services[service]?.kind !== "api") return [];
  return productionNames(settings, service).filter((name) => !isWithin(name, ownZone(settings)));
}

/** Zones that may hold a name, the longest first: the nearest one answers for it. No top-level domain. */
export function possibleZones(name: string): string[] {
  const labels = name.split(".");
  return labels.slice(0, -1).map((_, first) => labels.slice(first).join("."));
}

/** Whether a wildcard certificate for `*.<domain>` covers the name: a wildcard stands for one label. */
export function isCovered(name: string, domain: string): boolean {
  return name.slice(name.indexOf(".") + 1) === domain && name !== domain;
}

/** Names that need a certificate of their own. */
export function uncoveredNames(settings: Named): string[] {
  return Object.entries(settings.services)
    .filter(([, { kind }]) => kind === "api")
    .flatMap(([name]) => productionNames(settings, name))
    .filter((name) => !isCovered(name, settings.domain));
}
