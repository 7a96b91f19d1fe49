/** Settings that something of ECS was turned into, and what could not be. */
export interface Taken<Value extends object = Record<string, unknown>> {
  value: Value;
  /** What it was and why, a line each. */
  left: string[];
}

/** Without the keys that say nothing: settings are read by people. */
export function said(values: Record<string, unknown>): Record<string, unknown> {
  const isEmpty = (value: unknown) =>
    value === undefined ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}
