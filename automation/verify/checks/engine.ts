import { holderOf } from "../../locks/engineLock";
import type { Check, Verification } from "../check";
import { failing, type Judgement, notApplicable, ok, warning } from "../finding";

/** The engine's lock, and what it began and never ended. */
export const engine: Check = {
  name: "engine",
  fast: false,
  look: async (verification) => [
    await judgeLock(verification),
    ...judgePending((await verification.stack.engineState()).pending, verification.stack.name),
  ],
};

async function judgeLock({ locks, stack }: Verification): Promise<Judgement> {
  const found = await locks();
  if (!found) return notApplicable("lock", "this backend tells of its lock only to an update");
  if (found.length === 0) return ok("lock", "the stack is free");
  const who = found.map((lock) => `${holderOf(lock)} since ${lock.since}`).join(", ");
  return failing("lock", `the stack is locked by ${who}`, unlock(stack.name));
}

function unlock(stackName: string): string {
  return `wait for it, or when its process is gone: bluegreen unlock --stack ${stackName}`;
}

export function judgePending(pending: readonly string[], stackName: string): Judgement[] {
  if (pending.length === 0) return [ok("operations", "none is pending")];
  return pending.map((operation) =>
    warning(
      "operations",
      `the engine never finished ${operation}`,
      `bluegreen status --stack ${stackName}; the next release looks at it first`,
    ),
  );
}
