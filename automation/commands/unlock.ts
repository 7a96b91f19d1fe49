import { bluegreen } from "../course/commandLines";
import { DeployError, exitCodes } from "../world/errors";
import { type EngineLock, type EngineLocks, holderOf } from "../locks/engineLock";
import { describeLock } from "../locks/describeLock";
import { livenessOf, type Machine } from "../locks/liveness";
import { describeSettled, type SettledPending } from "../locks/pending";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";

export interface UnlockOptions extends StackOptions {
  /** Holders that a person confirms are no longer running, as `user@host:pid`. */
  holderIsGone: string[];
}

/** What `unlock` works with. */
export interface UnlockParts {
  stack: string;
  locks: EngineLocks;
  machine: Machine;
  /** Resolves pending operations of Pulumi; only once the stack is unlocked. */
  settlePending: () => Promise<SettledPending>;
}

/** `bluegreen unlock`: releases a stale Pulumi lock and resolves pending operations. */
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
      .concat(`next: ${bluegreen("status", stack)}`)
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
      `${found}; that process is still running on this host`,
      `wait until it ends, or stop it (kill -INT ${lock.pid}), then: ${bluegreen("status", stack)}`,
    );
  }
  throw new DeployError(
    "held",
    `${found}; whether that process is still running can't be checked from this host`,
    `make sure that it is no longer running, then: ${bluegreen("unlock", stack, "--holder-is-gone", holder)}`,
  );
}

function freedLine(lock: EngineLock, machine: Machine): string {
  const why =
    livenessOf(lock, machine) === "gone"
      ? "that process is no longer running"
      : "confirmed as gone by --holder-is-gone";
  return `released the lock of ${describeLock(lock, machine)}: ${why}`;
}
