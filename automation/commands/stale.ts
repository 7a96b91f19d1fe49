import { counted } from "../../config/plural";
import { hasExpired } from "../../release/approval";
import type { CurrentRelease, ReleaseState } from "../../release/state";
import { recordedObstacles } from "../runbook/rest";
import type { Settings } from "../../config/schema";
import { windowsNow } from "../../config/windows";
import type { Liveness } from "../locks/liveness";

/** A release that nobody seems to continue. */
export interface Stale {
  /** When something was last recorded; ISO 8601, UTC. */
  since: string;
  reason: string;
}

/** What is known of the release's deployer. */
export interface Watching {
  /** Of the release's owner; null if its process is unknown. */
  owner: Liveness | null;
  /** When Pulumi last wrote its state, in milliseconds since the epoch. */
  writtenMs: number;
  nowMs: number;
}

/**
 * Whether nothing was recorded for so long, while no deployer is known to be running. The waits of a canary and a drain,
 * in which nothing is recorded, come on top.
 */
export function staleness(
  release: ReleaseState,
  { owner, writtenMs, nowMs }: Watching,
  staleSeconds: number,
  settings: Pick<Settings, "drain" | "services" | "windows">,
): Stale | null {
  const { current } = release;
  if (!current || owner === "alive" || mayNotGoOn(release, settings, nowMs)) return null;
  const silentSeconds = (nowMs - writtenMs) / 1000;
  if (!(silentSeconds > staleSeconds + waitSeconds(current, settings))) return null;
  const where = owner === "gone" ? "is no longer running" : "may no longer be running";
  const minutes = counted(Math.floor(silentSeconds / 60), "minute");
  return {
    since: new Date(writtenMs).toISOString(),
    reason: `nothing was recorded for ${minutes}, and its deployer ${current.owner} ${where}`,
  };
}

/** It rests until it is approved, a freeze ends or a window opens: no deployer has to run. */
function mayNotGoOn(
  release: ReleaseState,
  { windows }: Pick<Settings, "windows">,
  nowMs: number,
): boolean {
  const { current } = release;
  if (current?.phase !== "staged" || hasExpired(current, nowMs)) return false;
  if (current.urgent === undefined && windowsNow(windows, nowMs)?.open === false) return true;
  return recordedObstacles("", release, nowMs).length > 0;
}

/** How long its deployer may wait in this phase without recording anything. */
function waitSeconds(
  { phase, services, ttlSeconds = 0 }: CurrentRelease,
  { drain, services: all }: Pick<Settings, "drain" | "services">,
): number {
  switch (phase) {
    case "canary": {
      const steps = Object.keys(services).flatMap((name) => {
        const settings = all[name];
        return settings?.kind === "api" ? (settings.canary?.steps ?? []) : [];
      });
      return 60 * Math.max(0, ...steps.map(({ minutes }) => minutes));
    }
    case "switched":
    case "returning":
      return Math.max(ttlSeconds, drain.ttlSeconds) + drain.marginSeconds + drain.maxQuietSeconds;
    case "defined":
    case "staged":
    case "retired":
      return 0;
  }
}
