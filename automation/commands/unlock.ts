import { DeployError, exitCodes } from "../world/errors";
import { type EngineLock, type EngineLocks, holderOf } from "../locks/engineLock";
import { describeLock } from "../locks/describeLock";
import { livenessOf, type Machine } from "../locks/liveness";
import { describeSettled, type SettledPending } from "../locks/pending";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";

export interface UnlockOptions extends StackOptions {
  /** Holders that a person says are gone, as `user@host:pid`. */
  holderIsGone: string[];
}

/** What `unlock` works with. */
export interface UnlockParts {
  stack: string;
  locks: EngineLocks;
  machine: Machine;
  /** Ends what the engine had begun; only once the stack is free. */
  settlePending: () => Promise<SettledPending>;
}

/** `bluegreen unlock`: frees a lock whose holder is gone, and ends what it had begun. */
export async function unlock(
  { stack, locks, machine, settlePending }: UnlockParts,
  { holderIsGone }: Pick<UnlockOptions, "holderIsGone">,
): Promise<CommandResult> {
  const found = await locks.find();
  for (const lock of found) requireGone(stack, lock, machine, holderIsGone);
  if (found.length > 0) await locks.free(found);
  const settled = await settlePending();
  return {
    json: { ok: true, stack, freed: found, ...settled },
    text: [...found.map((lock) => freedLine(lock, machine)), ...describeSettled(settled)]
      .concat(found.length === 0 ? ["the stack is not locked"] : [])
      .concat(`next: bluegreen status --stack ${stack}`)
      .join("\n"),
    exitCode: exitCodes.done,
  };
}

function requireGone(
  stack: string,
  lock: EngineLock,
  machine: Machine,
  saidToBeGone: readonly string[],
): void {
  const liveness = livenessOf(lock, machine);
  const holder = holderOf(lock);
  if (liveness === "gone" || (liveness === "elsewhere" && saidToBeGone.includes(holder))) return;
  const found = `stack ${stack} is locked by ${describeLock(lock, machine)}`;
  if (liveness === "alive") {
    throw new DeployError(
      "held",
      `${found}; that process lives here`,
      `wait for it, or end it (kill -INT ${lock.pid}) and look again: bluegreen status --stack ${stack}`,
    );
  }
  throw new DeployError(
    "held",
    `${found}; from here nobody can tell whether that process lives`,
    `make sure that it is gone, then: bluegreen unlock --stack ${stack} --holder-is-gone ${holder}`,
  );
}

function freedLine(lock: EngineLock, machine: Machine): string {
  const why =
    livenessOf(lock, machine) === "gone" ? "no such process lives here" : "said to be gone";
  return `freed the lock of ${describeLock(lock, machine)}: ${why}`;
}
