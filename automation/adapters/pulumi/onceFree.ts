import { staleRelease } from "../../../release/nextState";
import type { ReleaseState } from "../../../release/state";
import { bluegreen } from "../../course/commandLines";
import { DeployError, HeldByAnother } from "../../world/errors";
import type { PulumiStackOptions } from "./options";

/**
 * How long an `up` that fails at once, such as one that checks who holds the lock, may block a
 * release.
 */
const patience = { seconds: 10, everyMs: 2000 };

/** Waits while another holds the lock. `requireUnchanged` throws if this `up` could only be refused afterwards. */
export async function onceFree<T>(
  { signal, onNote }: Pick<PulumiStackOptions, "signal" | "onNote">,
  up: () => Promise<T>,
  requireUnchanged: () => Promise<void>,
  { seconds, everyMs } = patience,
): Promise<T> {
  const endMs = performance.now() + seconds * 1000;
  for (;;) {
    try {
      return await up();
    } catch (error) {
      if (!(error instanceof HeldByAnother) || signal.aborted || performance.now() > endMs)
        throw error;
      onNote(`${error.found}; trying again`);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      await requireUnchanged();
    }
  }
}

/** The program would refuse it too, but while it holds the lock, and history would list a failed `up`. */
export function requireRevision(
  stack: string,
  wanted: Pick<ReleaseState, "revision">,
  deployed: Pick<ReleaseState, "revision"> | undefined,
): void {
  const revision = deployed?.revision ?? 0;
  if (revision === wanted.revision) return;
  throw new DeployError(
    "held",
    staleRelease(wanted.revision, revision),
    bluegreen("status", stack),
  );
}
