import type { Problem } from "./problem";

/**
 * A key that no object of JavaScript can have like any other: schemas drop it without a word. Expects no circles.
 */
const forbidden = "__proto__";

/** Text of a setting may be JSON, and that may be nested without end. */
const deepest = 100;

/** The places where plain values have a key that nothing could be kept under, or go too deep to be looked at. */
export function forbiddenKeys(value: unknown, path: readonly string[] = []): Problem[] {
  if (typeof value !== "object" || value === null) return [];
  if (path.length > deepest) return [{ key: path[0]!, text: "is nested too deep" }];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === forbidden
      ? [{ key: [...path, key].join("."), text: "can't be used as a key" }]
      : forbiddenKeys(inner, [...path, key]),
  );
}
