import { DeployError } from "../world/errors";
import type { Run } from "./run";

/**
 * Throws when another update has followed this run's own: also one that failed, of which the record of
 * the release says nothing, so that a compare-and-swap lets this run go on. What it found before, it
 * may not find again.
 */
export async function requirePlace({ ports: { stack }, place, rules }: Run): Promise<void> {
  if (place === null || !rules.place) return;
  const [mine, { writtenAt }] = await Promise.all([place, stack.engineState()]);
  if (writtenAt === mine) return;
  throw new DeployError(
    "held",
    "another update has run in the middle of this release, and may have changed what this run has found",
    `bluegreen status --stack ${stack.name}`,
  );
}
