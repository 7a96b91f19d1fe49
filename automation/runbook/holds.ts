import type { Settings } from "../../config/schema";
import { canaryMinutes, openStretch, windowsNow } from "../../config/windows";
import { zonedTime } from "../../config/zoneTime";
import { roundMinutes, roundsLeft } from "../../release/canary";
import type { ReleaseState } from "../../release/state";
import { canarySteps } from "../course/canaried";
import { describeBlockers, lookAtBlockers } from "../world/blockers";
import { DeployError, refused } from "../world/errors";
import type { Environment } from "../world/environment";
import type { Run } from "./run";

type Windows = Pick<Settings, "windows">;

/** Why windows don't allow a release to go on now; null: they do. */
export function closedWindows({ windows }: Windows, nowMs: number, needsMs = 0): string | null {
  const now = windowsNow(windows, nowMs);
  if (!now) return null;
  if (!now.open) return `the release windows are ${now.text}`;
  const { closesMs, closesIn } = openStretch(windows!, nowMs)!;
  if (closesMs - nowMs >= needsMs) return null;
  const next = openStretch(windows!, closesMs)!;
  return (
    `the release windows close ${zonedTime(closesIn, closesMs)}, before the canary of ` +
    `${Math.ceil(needsMs / 60_000)} minutes can end; they open again ${zonedTime(next.opensIn, next.opensMs)}`
  );
}

/** How long a canary that has not begun takes: once production has reached its candidate, it should end there, too. */
export function canaryMs(
  { ports: { stack, metrics } }: Pick<Run, "ports">,
  release: ReleaseState,
): number {
  const { current } = release;
  if (current?.phase !== "staged") return 0;
  const steps = canarySteps(stack.settings, release);
  const rounds = roundsLeft(current, steps).map((shares) => roundMinutes(shares, steps));
  return canaryMinutes(rounds) * metrics.minuteMs;
}

/** A line for each alarm in `blockers` that speaks against going on; one that can't be read does. */
export async function blocking(
  { ports: { stack, observer } }: Pick<Run, "ports">,
  { inventory }: Pick<Environment, "inventory">,
): Promise<string[]> {
  try {
    return describeBlockers(await lookAtBlockers(observer, stack.settings, inventory));
  } catch (error) {
    if (!(error instanceof DeployError) || error.kind !== "refused") throw error;
    return [`the alarms in \`blockers\` could not be checked: ${error.found}`];
  }
}

/** Of an environment that is about to be made with its first release. */
export function requireOpenWindows(settings: Windows, nowMs: number, urgent?: string): void {
  const closed = urgent === undefined ? closedWindows(settings, nowMs) : null;
  if (closed !== null) throw refused(closed, `run the command again once that is over; ${passing}`);
}

/** How a command that begins a release passes what `--urgent` passes. */
export const passing =
  "if it can't wait, run it with `--urgent <reason>`, which the release's history keeps";
