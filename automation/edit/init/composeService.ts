/** A service of a compose file, as it is written there. */
export type ComposeService = Record<string, unknown>;

/** One that extends itself is Docker's to refuse. */
const deepest = 10;

/** With what it has from the service of the same file that it extends: lists of both, otherwise its own value first. */
export function withExtended(
  all: Record<string, unknown>,
  value: unknown,
  depth = deepest,
): ComposeService {
  const own = mapOf(value);
  const { service, file } = extendedBy(own);
  if (service === undefined || file !== undefined || depth === 0) return own;
  const base = withExtended(all, all[service], depth - 1);
  const both = (key: string) => [...listOf(own[key]), ...listOf(base[key])];
  return { ...base, ...own, ports: both("ports"), expose: both("expose") };
}

/** What a service extends, and the file of that if it is another one. */
export function extendedBy(service: ComposeService): { service?: string; file?: string } {
  const { extends: from } = service;
  const found = typeof from === "string" ? { service: from } : mapOf(from);
  return {
    ...(typeof found["service"] === "string" && { service: found["service"] }),
    ...(typeof found["file"] === "string" && { file: found["file"] }),
  };
}

export const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

export const mapOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
