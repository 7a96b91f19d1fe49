import type { ResourceChange } from "./changes";

const marks = { create: "+", update: "~", replace: "±", delete: "-" } as const;

/** A line each, as a person reads them. */
export function describeChanges(changes: readonly ResourceChange[]): string[] {
  return changes.map(({ op, type, name, properties }) => {
    const which = properties.length > 0 ? ` [${properties.join(", ")}]` : "";
    return `  ${marks[op]} ${name} (${type})${which}`;
  });
}
