import { bluegreen } from "../../course/commandLines";
import { holderOf } from "../../locks/engineLock";
import type { Check, Verification } from "../check";
import { failing, type Judgement, notApplicable, ok, warning } from "../finding";

/** Pulumi's lock on the stack, and operations that it never finished. */
export const engine: Check = {
  name: "Pulumi",
  fast: false,
  look: async (verification) => [
    await judgeLock(verification),
    ...judgePending((await verification.stack.engineState()).pending, verification.stack.name),
  ],
};

async function judgeLock({ locks, stack }: Verification): Promise<Judgement> {
  const found = await locks();
  if (!found) return notApplicable("lock", "this backend reports its lock only to an update");
  if (found.length === 0) return ok("lock", "the stack is not locked");
  const who = found.map((lock) => `${holderOf(lock)} since ${lock.since}`).join(", ");
  return failing("lock", `the stack is locked by ${who}`, unlock(stack.name));
}

function unlock(stackName: string): string {
  return `wait until it ends; if that process is no longer running: ${bluegreen("unlock", stackName)}`;
}

export function judgePending(pending: readonly string[], stackName: string): Judgement[] {
  if (pending.length === 0) return [ok("operations", "none pending")];
  return pending.map((operation) =>
    warning(
      "operations",
      `Pulumi never finished ${operation}`,
      `${bluegreen("status", stackName)}; the next release refreshes it first`,
    ),
  );
}
