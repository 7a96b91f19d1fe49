import { list } from "./problem";
import { hostLabel } from "./names";
import { type Placed, ruleSlot } from "./ruleSlot";
import type { ServiceSettings, Settings } from "./schema";

/** Private names are `<host>.internal.<domain>`, resolvable only inside the environment's VPC. */
export const privateLabel = "internal";

/** Below the ephemeral port range, and with room for every rule slot. */
const firstPort = 10_000;

type Services = Pick<Settings, "domain" | "services" | "foundation">;

/** Services that have a private name, with their port on the private load balancers. */
export type CalledServices = Record<string, { hostName: string; port: number }>;

/** Name of the private zone; null if no service calls another. */
export function privateZone(settings: Services): string | null {
  return calledNames(settings).size === 0 ? null : privateZoneOf(settings);
}

/** The name that the private zone has once a service calls another. */
export function privateZoneOf({ domain }: Pick<Settings, "domain">): string {
  return `${privateLabel}.${domain}`;
}

/**
 * Private name of a service; null if no service calls it.
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

/** The private name that a service has once another one calls it. */
export function privateNameOf(
  settings: Pick<Settings, "domain" | "services">,
  name: string,
): string {
  return `${hostLabel(settings, name)}.${privateZoneOf(settings)}`;
}

/**
 * Port of a service on the private load balancers. Each service has its own: security groups match on
 * ports, not host names, so this is how a caller reaches the services it declares and no others.
 */
export function privatePort(name: string, service: Placed): number {
  return firstPort + ruleSlot(name, service);
}

/** Services of this environment that others call. `uncalled`: see privateName. */
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
    return Object.values(settings.services).every(({ calls }) => calls.length === 0)
      ? []
      : [
          `\`calls\` need private load balancers, and ${on} has none: declare a call ` +
            "there and run `up`",
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

function calledNames({ services }: Services): Set<string> {
  const called = Object.values(services).flatMap(({ calls }) => calls);
  return new Set(called.filter((name) => services[name]?.kind === "api"));
}
