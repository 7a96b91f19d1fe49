import type { HookName } from "../../config/hooks";
import type { Settings } from "../../config/schema";
import type { Phase, ReleaseState } from "../../release/state";
import type { ReleaseRequest, Withdrawal } from "../../release/transitions";
import type { Verb } from "../history/update";

/** A row of the course (course.ts). */
export type StepId =
  | "0"
  | "decommission"
  | "define"
  | HookName
  | "1"
  | "2"
  | "3"
  | "4"
  | "compare"
  | "warm"
  | "approval"
  | "canary"
  | "5"
  | "handover"
  | "work"
  | "drain"
  | "recheck"
  | "6"
  | "close"
  | "back"
  | "hold"
  | "undo";

/**
 * What a failed step means for the release.
 * `refuse`: nothing has changed, the command ends. `undo`: production was never touched, the candidates stop.
 * `back`: production returns to the old fleets first. `pause`: everything stays as it is, for `resume`.
 * `report`: the failure is reported, and the release goes on.
 */
export type Failure = "refuse" | "undo" | "back" | "pause" | "report";

export interface Step {
  id: StepId;
  up?: Up;
  /** What is true when the step ends; the sentence that `explain` and the runbook print. */
  until: string;
  /** When its `up` or its wait fails. */
  fails: Failure;
  /** When only the wait fails, where that differs: the `up` has happened. */
  waitFails?: Failure;
  /** Instead of `back`, once the old fleets have begun to stop: there is nothing to go back to. */
  withoutWayBack?: Failure;
  hook?: HookName;
  /** Production reaches the candidate by it: not while the release has to rest (runbook/rest.ts). */
  reachesUsers?: true;
}

/** An `up` of the deployer. */
export interface Up {
  verb: Verb | ((release: ReleaseState) => Verb);
  /** The phases that it leads to; `idle`: no release is in progress; `same`: the phase does not change. */
  to: readonly Place[] | "same";
  /** Not every release has it. */
  optional?: true;
  /** What it makes true; null: this release has no such `up`. */
  make: (release: ReleaseState, from: Making) => ReleaseState | null;
  /**
   * When a resumed release enters here, what has to be made true once more, since a later `up` may have been
   * interrupted and gone further; null or absent: nothing.
   */
  again?: (release: ReleaseState, from: Making) => ReleaseState | null;
}

export type Place = Phase | "idle";

/** Whether the step's `up` makes the phase true. */
export function reaches({ up }: Pick<Step, "up">, place: Place): boolean {
  return up !== undefined && up.to !== "same" && up.to.includes(place);
}

export function verbOf({ verb }: Pick<Up, "verb">, release: ReleaseState): Verb {
  return typeof verb === "string" ? verb : verb(release);
}

/** What an `up` is made from, besides the deployed state. */
export interface Making {
  settings: Settings;
  /** What `deploy` was asked for; absent once it is recorded. */
  request?: ReleaseRequest | undefined;
  /** What `service remove` and `env destroy` were asked for. */
  decommission?: Withdrawal | undefined;
  /** Largest TTL in seconds of the names that are about to move; 0: not asked. */
  ttlSeconds?: number | undefined;
  /** Absent where nothing is about to be applied. */
  nowMs?: number | undefined;
  /** The service whose hook is about to run. */
  service?: string | undefined;
}
