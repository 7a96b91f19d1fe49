import { list } from "./problem";
import { hostLabel } from "./names";
import { type Placed, ruleSlot } from "./ruleSlot";
import type { ServiceSettings, Settings } from "./schema";

/** Private names are `<host>.internal.<domain>`, known inside the environment's VPC alone. */
export const privateLabel = "internal";

/** Below the ports that systems hand out to clients, and with room for every rule slot. */
const firstPort = 10_000;

type Services = Pick<Settings, "domain" | "services" | "foundation">;

/** Services that have a private name, with their port at the private edges. */
export type CalledServices = Record<string, { hostName: string; port: number }>;

/** Name of the private zone; null when no service calls another. */
export function privateZone(settings: Services): string | null {
  return calledNames(settings).size === 0 ? null : `${privateLabel}.${settings.domain}`;
}

/** Private name of a service; null when no service calls it. */
export function privateName(settings: Services, name: string): string | null {
  if (!calledNames(settings).has(name)) return null;
  return `${hostLabel(settings, name)}.${privateLabel}.${settings.domain}`;
}

/**
 * Port of a service at the private edges. Each has its own: a security group knows ports, not host names,
 * and so lets a caller reach what it declares and nothing beside it.
 */
export function privatePort(name: string, service: Placed): number {
  return firstPort + ruleSlot(name, service);
}

/** The environment's own services that others call. */
export function calledServices(settings: Services): CalledServices {
  return Object.fromEntries(
    Object.entries(settings.services).flatMap(([name, service]) => {
      const hostName = privateName(settings, name);
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

/** Those that a service calls: its environment's own, and else those of the one that it stands on. */
export function callees(
  settings: Services,
  { calls }: Pick<ServiceSettings, "calls">,
  foundation: CalledServices = {},
): Callee[] {
  const known = { ...foundation, ...calledServices(settings) };
  return calls.flatMap((callee) => (known[callee] ? [{ callee, ...known[callee] }] : []));
}

/** What a service gets told of those that it calls, such as `USERS_URL`. */
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
 * Why calls lead nowhere although each setting is right: the environment that this one stands on has no
 * such service, or no private edges at all (`foundation` undefined).
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
          `\`calls\` need the private edges of ${on}, which has none: declare a call there, and \`up\``,
        ];
  }
  return Object.entries(settings.services).flatMap(([name, { calls }]) =>
    calls
      .filter((callee) => !(callee in settings.services) && !(callee in foundation))
      .map(
        (callee) =>
          `\`services.${name}.calls\` names ${callee}, which is neither here nor called in ` +
          `${on}; called there are ${list(Object.keys(foundation)) || "none"}`,
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
