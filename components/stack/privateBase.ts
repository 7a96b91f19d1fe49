import { privateZoneOf } from "../../config/names";
import type { Settings } from "../../config/schema";
import type { Deployed } from "./deployed";

/** What private names share: a zone, a certificate and load balancers. */
export interface PrivateBase {
  /** Name of the zone. */
  domain: string;
  protect: boolean;
}

/**
 * Null: there is none, or it goes with this `up`. It stays as long as an environment may be built on this one, whose
 * services have their private names in the same zone, and that only the deployer can find out. Pulumi deletes
 * nothing that its state protects, so it is first registered without protection.
 *
 * @param called services that need a private name, and of these, those that nobody calls any more
 * @param dependents environments built on this one; undefined: they are unknown
 */
export async function privateBase(
  settings: Pick<Settings, "domain" | "foundation">,
  { called, uncalled }: { called: boolean; uncalled: readonly string[] },
  { privateNames: recorded }: Pick<Deployed, "privateNames">,
  dependents: (() => Promise<readonly string[]>) | undefined,
): Promise<PrivateBase | null> {
  if (settings.foundation !== undefined) return null;
  const domain = privateZoneOf(settings);
  if (called) return { domain, protect: true };
  if (!recorded) return null;
  const mayBeInUse = !dependents || (await dependents()).length > 0;
  if (mayBeInUse) return { domain, protect: true };
  return uncalled.length > 0 || recorded.protected ? { domain, protect: false } : null;
}
