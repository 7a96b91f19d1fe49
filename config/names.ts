import type { Settings } from "./schema";

/** Production name of a service, such as `users.dev.example.com`. */
export function productionName(settings: Settings, name: string): string {
  return `${hostLabel(settings, name)}.${settings.domain}`;
}

/** Test name of a service, such as `users-test.dev.example.com`. */
export function testName(settings: Settings, name: string): string {
  return `${hostLabel(settings, name)}-test.${settings.domain}`;
}

/** First label of an API's host names. */
export function hostLabel({ services }: Pick<Settings, "services">, name: string): string {
  const service = services[name];
  return (service?.kind === "api" ? service.host : undefined) ?? name;
}
