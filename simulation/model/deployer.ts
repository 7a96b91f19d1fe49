import { DeployError } from "../../automation/world/errors";
import { TimedOut } from "./timedOut";
import type { Held } from "./world";
import type { Process } from "./time";

/** `settings` and `restart` are a `deploy` of the image that serves, the latter even if nothing differs. */
export type Command =
  | "deploy"
  | "settings"
  | "restart"
  | "withdraw"
  | "adopt"
  | "finish"
  | "resume"
  | "urgent"
  | "abort"
  | "rollback"
  | "approve"
  | "reject"
  | "freeze";

/** How a deployer's process ended; `killed` ends without output. */
export type Ended =
  "done" | "rolledBack" | "resting" | "refused" | "held" | "stoppedMidway" | "timedOut";

/** One process of the deployer. */
export class Deployer implements Process {
  dead = false;
  waits = 0;
  frozen = false;
  ended: Ended | null = null;
  /** How far its wall clock is ahead, in milliseconds. */
  clockOffsetMs = 0;
  /** What it has seen of windows and blockers since its last `up`; null: it has not looked. */
  sawHeld: Held | null = null;

  constructor(
    readonly id: number,
    readonly command: Command,
    /** What it should release. */
    readonly services: readonly string[],
    readonly informed = false,
  ) {}

  get name(): string {
    return `${this.command} ${this.id}`;
  }

  /** Still has something to do, as far as anybody can see. */
  get alive(): boolean {
    return !this.dead && this.ended === null;
  }
}

/** Null if it is not an error that a deployer may end with: a bug. */
export function endOf(error: unknown): Ended | null {
  if (error instanceof DeployError) return error.kind;
  return error instanceof TimedOut ? "timedOut" : null;
}

/** A call that never returns because its process is gone. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
