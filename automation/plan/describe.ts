import { type Difference, said } from "../../config/definition";
import type { ResourceChange } from "./changes";
import type { Plan } from "./plan";

const marks = { create: "+", update: "~", replace: "±", delete: "-" } as const;

/** Changes for people, one line each. */
export function describeChanges(changes: readonly ResourceChange[]): string[] {
  return changes.map(({ op, type, name, properties }) => {
    const which = properties.length > 0 ? ` [${properties.join(", ")}]` : "";
    return `  ${marks[op]} ${name} (${type})${which}`;
  });
}

/** `  environment.LOG_LEVEL: info -> debug` */
export function describeDifference({ key, from, to }: Difference): string {
  return `  ${key}: ${said(from)} -> ${said(to)}`;
}

/** `  size of users: 2 -> 3` */
export function describeSizes(sizes: Plan["sizes"]): string[] {
  return Object.entries(sizes).map(([name, { from, to }]) => `  size of ${name}: ${from} -> ${to}`);
}
