import { DeployError } from "../world/errors";

/** A release that was paused is finished first; then `again` goes on with what the release was a part of. */
export async function beforeGoingOn<T>(again: string, release: () => Promise<T>): Promise<T> {
  try {
    return await release();
  } catch (error) {
    if (!(error instanceof DeployError) || error.kind !== "stoppedMidway") throw error;
    const { kind, found, next, reasons } = error;
    throw new DeployError(kind, found, `${next}; then: ${again}`, reasons, { cause: error });
  }
}
