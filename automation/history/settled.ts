import type { Update } from "./update";

/** Pulumi's history has full seconds only. */
const historyStepMs = 1000;

/**
 * Whether the environment matches these settings, so that an `up` of one service need not touch the rest: the
 * last update applied the same settings and succeeded, and Pulumi has not written its state since. A killed
 * update leaves no trace in the history but has written the state, by its machine's clock possibly even before
 * the last update began.
 *
 * @param settings digest of the current settings; null: unknown
 * @param writtenAt when Pulumi last wrote its state (EngineState)
 */
export function isSettled(
  last: Update | undefined,
  { settings, writtenAt }: { settings: string | null; writtenAt: string },
): boolean {
  if (last?.result !== "succeeded" || last.endedMs === null) return false;
  if (settings === null || last.settings !== settings) return false;
  const writtenMs = Date.parse(writtenAt);
  return last.startedMs <= writtenMs && writtenMs < last.endedMs + historyStepMs;
}
