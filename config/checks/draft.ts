import type { ApiSettings, ServiceSettings, Settings } from "../schema";

/** Settings whose required keys may still be missing, while problems are being collected. */
export type Draft = Omit<Settings, "domain" | "services"> & Partial<Settings>;

export function services(draft: Draft): [string, ServiceSettings][] {
  return Object.entries(draft.services ?? {});
}

/** Services behind the load balancers. */
export function apis(draft: Draft): [string, ApiSettings][] {
  return services(draft).flatMap(([name, service]) =>
    service.kind === "api" ? [[name, service]] : [],
  );
}
