import { bluegreen } from "../course/commandLines";
import { describeLock } from "../locks/describeLock";
import { livenessOf } from "../locks/liveness";
import { DeployError } from "../world/errors";
import type { ProjectSession, Session } from "./session";

export type Locked = Pick<Session, "locks" | "machine">;

/**
 * Runs a command; where it is refused while the lock of a dead Pulumi process stands, the refusal says so: whatever it
 * tells people to run next might end at that lock.
 */
export async function tellingOfLock<T>(
  stack: string,
  locked: Locked,
  command: () => Promise<T>,
): Promise<T> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof DeployError) || error.kind !== "refused") throw error;
    const { kind, found, next, reasons } = error;
    const line = await deadLock(stack, locked);
    const isNamed = [found, next, ...reasons].join().includes(bluegreen("unlock", stack));
    if (line === undefined || isNamed) throw error;
    throw new DeployError(kind, found, next, [...reasons, line], { cause: error });
  }
}

/** As `tellingOfLock`, of a command on the project that mostly concerns one stack. */
export function tellingOfLockIn<T>(
  project: ProjectSession,
  stack: string,
  command: () => Promise<T>,
): Promise<T> {
  const locks = async () => (await project.unlocking(stack)).locks;
  return tellingOfLock(stack, { locks, machine: project.machine }, command);
}

/** Of a lock whose holder is no longer running: a line that says so, and what releases it. */
export async function deadLock(
  stack: string,
  { locks, machine }: Locked,
): Promise<string | undefined> {
  try {
    const found = await (await locks()).peek();
    const dead = found?.find((lock) => livenessOf(lock, machine) === "gone");
    if (!dead) return undefined;
    return (
      `the stack is locked by a Pulumi process that is no longer running: ${describeLock(dead, machine)}; ` +
      `to release it: ${bluegreen("unlock", stack)}`
    );
  } catch (error) {
    // What the command itself has to say matters more.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
