import type { ApiSettings, ServiceSettings, Settings } from "../schema";

/** Settings of which required ones may be missing, while their problems are being collected. */
export type Draft = Omit<Settings, "domain" | "services"> & Partial<Settings>;

export function services(draft: Draft): [string, ServiceSettings][] {
  return Object.entries(draft.services ?? {});
}

/** Those behind the load balancers. */
export function apis(draft: Draft): [string, ApiSettings][] {
  return services(draft).flatMap(([name, service]) =>
    service.kind === "api" ? [[name, service]] : [],
  );
}
