import type { Difference } from "../../config/definition";

const secret = /^((sidecars\.[^.]+\.)?secrets|logs\.secretOptions)\./;

/** For a secret only says that it changed: even a reference can reveal too much. */
export function withoutSecret({ key, from, to }: Difference): Difference {
  return { key, from: masked(key, from), to: masked(key, to) };
}

/** Also in what is new as a whole, such as a sidecar. */
function masked(key: string, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (secret.test(key)) return "(a reference)";
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, masked(`${key}.${name}`, one)]),
  );
}
