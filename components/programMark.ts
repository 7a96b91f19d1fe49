/** By a name that every copy of this package knows: the deployer and index.ts may have loaded two. */
const mark = Symbol.for("bluegreen.program");

/** Name of the error when a team's own part of the program fails. */
export const besideFailed = "BesideFailed";

export interface Marked<Beside> {
  /** Null: the program has the environment alone. */
  beside: Beside | null;
}

/** Marks what index.ts exports, so that the deployer can run the same program. */
export function marked<T extends () => unknown, Beside>(program: T, beside: Beside | null): T {
  return Object.assign(program, { [mark]: { beside } satisfies Marked<Beside> });
}

/** Undefined: another program. */
export function markOf(exported: unknown): Marked<unknown> | undefined {
  if (typeof exported !== "function") return undefined;
  return (exported as unknown as Record<symbol, Marked<unknown> | undefined>)[mark];
}
