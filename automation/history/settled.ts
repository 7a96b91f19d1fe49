import type { Update } from "./update";

/** The engine's history tells full seconds. */
const historyStepMs = 1000;

/**
 * Whether everything is as these settings say, and an `up` of one service needs to touch nothing else: the
 * last update was of the same settings and ended well, and no engine has written since. One that was killed
 * leaves no word in the history, but has written; by the clock of its machine it may have done so even before
 * the last update began.
 *
 * @param settings digest of the settings as they are now; null: it can't be told
 * @param writtenAt when the engine last wrote its state (EngineState)
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
