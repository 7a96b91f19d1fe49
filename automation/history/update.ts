import type { ReleaseState } from "../../release/state";

/** One update of a stack, as Pulumi's history has it. */
export interface Update {
  /** The deployer's message, such as `bluegreen: switch r-0a1b2c3d`. */
  message: string;
  result: "succeeded" | "failed" | "in-progress" | "not-started";
  /** Milliseconds since the epoch. */
  startedMs: number;
  /** Null while it runs, and for good if Pulumi was killed. */
  endedMs: number | null;
  /** The state that it was to make true; null if the update was not the deployer's. */
  wanted: ReleaseState | null;
  /** Digest of the settings that it applied; null if the deployer recorded none. */
  settings: string | null;
}

/** The `up`s of a release. */
export const verbs = [
  "define",
  "stage",
  // Once for each round.
  "canary",
  // Somebody ended a canary step by hand.
  "promote",
  // Approval is asked for, given or denied.
  "ask",
  "approve",
  "reject",
  // A canary's share is taken back while the release has to rest.
  "hold",
  "switch",
  // A worker's new fleet starts after its old one has stopped.
  "handover",
  "withdraw",
  "return",
  "retire",
  "undo",
  // For hooks: a `once` hook is recorded before it starts; after the last hooks the release is closed.
  "note",
  "close",
] as const;
export type Verb = (typeof verbs)[number];

/** Enough for a reason; the whole output of a failed test is in its log. */
const mostReason = 300;

/**
 * What history shows of an `up`: `why` it rolls the release back, if it does, and what was measured, a line each:
 * how the new versions compared with those in production, how they were warmed up, and what their canaries showed.
 */
export function messageOf(
  verb: Verb,
  releaseId: string,
  why = "",
  measured: readonly string[] = [],
): string {
  const reason = inOnePart(why);
  const short = reason.length > mostReason ? `${reason.slice(0, mostReason - 1)}…` : reason;
  const first = `bluegreen: ${verb} ${releaseId}${short === "" ? "" : `: ${short}`}`;
  return [first, ...measured.map(inOnePart)].join(separator);
}

/** Without the sign that separates the parts of a message. */
const inOnePart = (text: string) => text.replaceAll("|", "/").replace(/\s+/g, " ").trim();

const separator = " | ";
const message = new RegExp(`^bluegreen: (${verbs.join("|")}) ([^\\s:]+)(?:: (.+))?$`);

/** An `up` of a release, by its message. */
export interface UpOfRelease {
  verb: Verb;
  id: string;
  why: string | null;
  compared: string[];
  /** How the candidates were warmed up. */
  warmed: string[];
  /** What their canaries showed. */
  canary: string[];
}

/** What a line on a warm-up begins with; the service's name follows. */
export const warmUpOf = "warm-up of ";
/** The same for a canary. */
export const canaryOf = "canary of ";

/** Null for an update that is not part of a release. */
export function partOf(update: Pick<Update, "message"> & Partial<Update>): UpOfRelease | null {
  const [first = "", ...measured] = update.message.split(separator);
  const [, verb, id, why = null] = message.exec(first) ?? [];
  if (verb === undefined) return null;
  const lines = (start: string) => measured.filter((line) => line.startsWith(start));
  const [warmed, canary] = [lines(warmUpOf), lines(canaryOf)];
  const compared = measured.filter((line) => !warmed.includes(line) && !canary.includes(line));
  return { verb: verb as Verb, id: id!, why, compared, warmed, canary };
}
