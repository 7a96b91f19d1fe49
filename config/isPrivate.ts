import type { ServiceSettings } from "./serviceSchema";

/** Whether an API is behind private load balancers only. */
export function isPrivate(service: ServiceSettings | undefined): boolean {
  return service?.kind === "api" && !service.public;
}
