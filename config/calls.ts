import { ruleSlot } from "./ruleSlot";
import type { ServiceSettings, Settings } from "./schema";

/** Private names are `<service>.internal.<domain>`, known inside the environment's VPC alone. */
export const privateLabel = "internal";

/** Below the ports that systems hand out to clients, and with room for every rule slot. */
const firstPort = 10_000;

type Services = Pick<Settings, "domain" | "services">;

/** Name of the private zone; null when no service calls another. */
export function privateZone(settings: Services): string | null {
  return calledServices(settings).size === 0 ? null : `${privateLabel}.${settings.domain}`;
}

/** Private name of a service; null when no service calls it. */
export function privateName(settings: Services, name: string): string | null {
  return calledServices(settings).has(name) ? `${name}.${privateLabel}.${settings.domain}` : null;
}

/**
 * Port of a service at the private edges. Each has its own: a security group knows ports, not host names,
 * and so lets a caller reach what it declares and nothing beside it.
 */
export function privatePort(name: string, service: Pick<ServiceSettings, "ruleSlot">): number {
  return firstPort + ruleSlot(name, service);
}

/** What a service gets told of those that it calls, such as `USERS_URL`. */
export function callVariables(
  settings: Services,
  { calls }: Pick<ServiceSettings, "calls">,
): Record<string, string> {
  return Object.fromEntries(
    calls.flatMap((callee) => {
      const [host, service] = [privateName(settings, callee), settings.services[callee]];
      if (host === null || !service) return [];
      return [[callVariable(callee), `https://${host}:${privatePort(callee, service)}`]];
    }),
  );
}

/** `user-data` -> `USER_DATA_URL` */
export function callVariable(callee: string): string {
  return `${callee.toUpperCase().replaceAll("-", "_")}_URL`;
}

function calledServices({ services }: Services): Set<string> {
  const called = Object.values(services).flatMap(({ calls }) => calls);
  return new Set(called.filter((name) => name in services));
}
