import type { PolicyDocument } from "../../privilege/statement";

/** Every action that the documents allow on anything. */
export function actionsOf(documents: readonly PolicyDocument[]): Set<string> {
  return new Set(documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)));
}
