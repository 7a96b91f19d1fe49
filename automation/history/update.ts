import type { ReleaseState } from "../../release/state";

/** One update of a stack, as the engine's history has it. */
export interface Update {
  /** What the deployer said that it is for, such as `bluegreen: switch r-0a1b2c3d`. */
  message: string;
  result: "succeeded" | "failed" | "in-progress" | "not-started";
  /** Milliseconds since the epoch. */
  startedMs: number;
  /** Null while it runs, and for ever when its engine was killed. */
  endedMs: number | null;
  /** The state that it was to make true; null for an update that was not the deployer's. */
  wanted: ReleaseState | null;
  /** Digest of the settings that it was of; null where the deployer noted none. */
  settings: string | null;
}

/** The `up`s of a release. */
export const verbs = [
  "define",
  "stage",
  "switch",
  // A worker's next fleet starts, the one before it has stopped.
  "handover",
  "withdraw",
  "return",
  "retire",
  "undo",
  // Of hooks: what is to run once is noted before it starts; what ran last closes the release.
  "note",
  "close",
] as const;
export type Verb = (typeof verbs)[number];

/** What history shows of an `up`. */
export function messageOf(verb: Verb, releaseId: string): string {
  return `bluegreen: ${verb} ${releaseId}`;
}

const message = new RegExp(`^bluegreen: (${verbs.join("|")}) (\\S+)$`);

/** Null for an update that is no part of a release. */
export function partOf(update: Update): { verb: Verb; id: string } | null {
  const [, verb, id] = message.exec(update.message) ?? [];
  return verb === undefined ? null : { verb: verb as Verb, id: id! };
}
