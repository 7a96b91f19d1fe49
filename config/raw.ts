/**
 * Stack config as plain values by key, without the project's namespace; objects may be JSON text.
 */
export type RawConfig = Record<string, unknown>;

/**
 * Keys that only the deployer sets: the release state in config form (release/derivedConfig.ts).
 */
export const derivedKeys = ["activeColor", "fleets", "release"] as const;

/** The entries of one namespace, such as `bluegreen:domain`, without the prefix. */
export function ofNamespace(config: RawConfig, namespace: string): RawConfig {
  const prefix = `${namespace}:`;
  const entries = Object.entries(config).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** Separates the release state from the settings that people write. */
export function splitDerived(config: RawConfig): { settings: RawConfig; derived: RawConfig } {
  const isDerived = (key: string) => (derivedKeys as readonly string[]).includes(key);
  const pick = (wanted: boolean) =>
    Object.fromEntries(Object.entries(config).filter(([key]) => isDerived(key) === wanted));
  return { settings: pick(false), derived: pick(true) };
}

/**
 * Pulumi passes every value as text, and `pulumi config set` stores `true` and `30` as text too.
 */
export function parseValues(config: RawConfig): RawConfig {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, parsed(value)]));
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
