import { list } from "./problem";
import { isPrivate } from "./isPrivate";
import { privateNameOf, privateZoneOf, productionName, testName } from "./names";
import { type Placed, ruleSlot, ruleSlots } from "./ruleSlot";
import type { ServiceSettings, Settings } from "./schema";

/** Below the ephemeral port range, and with room for every rule slot. */
const firstPort = 10_000;

type Services = Pick<Settings, "domain" | "services" | "foundation">;

/** Services that have a private name, with their port on the private load balancers. */
export type CalledServices = Record<string, { hostName: string; port: number }>;

/** Name of the private zone; null if no service calls another, and none is private. */
export function privateZone(settings: Services): string | null {
  return calledNames(settings).size === 0 ? null : privateZoneOf(settings);
}

/**
 * Private name of a service; null if no service calls it and it has public names.
 *
 * @param uncalled services that keep their private names although nobody calls them any more
 */
export function privateName(
  settings: Services,
  name: string,
  uncalled: readonly string[] = [],
): string | null {
  if (!calledNames(settings).has(name) && !uncalled.includes(name)) return null;
  return privateNameOf(settings, name);
}

/**
 * Port of a service on the private load balancers. Each service has its own: security groups match on
 * ports, not host names, so this is how a caller reaches the services it declares and no others.
 */
export function privatePort(name: string, service: Placed): number {
  return firstPort + ruleSlot(name, service);
}

/**
 * Port of a private service's test name. The port of its production name is open to its callers, and who reaches
 * a candidate before its tests is decided by security groups as well.
 */
export function privateTestPort(name: string, service: Placed): number {
  return firstPort + ruleSlots + ruleSlot(name, service);
}

/** Where a service's production is reached, and its candidate by the test name. */
export function addressesOf(settings: Pick<Settings, "domain" | "services">, name: string) {
  const service = settings.services[name];
  const isInside = service?.kind === "api" && isPrivate(service);
  const [ofProduction, ofTest] = isInside
    ? [`:${privatePort(name, service)}`, `:${privateTestPort(name, service)}`]
    : ["", ""];
  return {
    production: `https://${productionName(settings, name)}${ofProduction}`,
    test: `https://${testName(settings, name)}${ofTest}`,
  };
}

/** Services of this environment that others call, or that are private. `uncalled`: see privateName. */
export function calledServices(
  settings: Services,
  uncalled: readonly string[] = [],
): CalledServices {
  return Object.fromEntries(
    Object.entries(settings.services).flatMap(([name, service]) => {
      const hostName = privateName(settings, name, uncalled);
      return hostName === null || service.kind !== "api"
        ? []
        : [[name, { hostName, port: privatePort(name, service) }]];
    }),
  );
}

export interface Callee {
  callee: string;
  hostName: string;
  port: number;
}

/**
 * Services that a service calls: in its own environment first, then in the environment it is built on.
 */
export function callees(
  settings: Services,
  { calls }: Pick<ServiceSettings, "calls">,
  foundation: CalledServices = {},
): Callee[] {
  const known = { ...foundation, ...calledServices(settings) };
  return calls.flatMap((callee) => (known[callee] ? [{ callee, ...known[callee] }] : []));
}

/** Environment variables that tell a service where its callees are, such as `USERS_URL`. */
export function callVariables(
  settings: Services,
  service: Pick<ServiceSettings, "calls">,
  foundation: CalledServices = {},
): Record<string, string> {
  return Object.fromEntries(
    callees(settings, service, foundation).map(({ callee, hostName, port }) => [
      callVariable(callee),
      `https://${hostName}:${port}`,
    ]),
  );
}

/**
 * Calls that can't be resolved although every setting is valid by itself: the environment that this one
 * is built on has no such service, or no private load balancers at all (`foundation` undefined).
 */
export function callsIntoNothing(
  settings: Services,
  foundation: CalledServices | undefined,
): string[] {
  const on = settings.foundation ?? "";
  if (!foundation) {
    const needy = Object.values(settings.services).flatMap((service) => [
      ...(service.calls.length > 0 ? ["`calls`"] : []),
      ...(isPrivate(service) ? ["`public: false`"] : []),
    ]);
    const what = list([...new Set(needy)]);
    return what === ""
      ? []
      : [
          `${what} ${needy.includes("`calls`") ? "need" : "needs"} private load balancers, and ${on} has none: ` +
            "declare a call there and run `up`",
        ];
  }
  return Object.entries(settings.services).flatMap(([name, { calls }]) =>
    calls
      .filter((callee) => !(callee in settings.services) && !(callee in foundation))
      .map(
        (callee) =>
          `\`services.${name}.calls\` names ${callee}, which is neither a service of this ` +
          `environment nor called in ${on}; services called there: ` +
          `${list(Object.keys(foundation)) || "none"}`,
      ),
  );
}

/** `user-data` -> `USER_DATA_URL` */
export function callVariable(callee: string): string {
  return `${callee.toUpperCase().replaceAll("-", "_")}_URL`;
}

/** APIs that have a private name. */
export function calledNames({ services }: Pick<Services, "services">): Set<string> {
  const called = Object.values(services).flatMap(({ calls }) => calls);
  const inside = Object.keys(services).filter((name) => isPrivate(services[name]));
  return new Set([...called, ...inside].filter((name) => services[name]?.kind === "api"));
}
