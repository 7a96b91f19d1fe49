import { setTimeout as sleep } from "node:timers/promises";
import { released } from "../run/settings";
import type { Ended } from "../scene";
import { killAt } from "./kill";
import type { Play, Played } from "./playRow";
import { type KillPoint, secondShare, type Start } from "./points";
import { recover } from "./recover";

/**
 * Two rounds; a minute is a second of the local cloud. Nothing is found against a version that is as good: what such
 * a row is about is the kill.
 */
const canary = {
  steps: [
    { percent: 50, minutes: 3 },
    { percent: 90, minutes: 3 },
  ],
  ...{ falseAlarmPercent: 0.1, maxSlowdown: 10 },
};

/** By then production's metrics show enough requests to let a canary begin. */
const untilMetricsMs = 4000;

/** The service has a canary for this row alone. */
function withCanary(play: Play): Play {
  return async (stand, starting) => {
    const { workDir } = stand.scene;
    workDir.editServices({ [released]: { canary } });
    try {
      await sleep(untilMetricsMs);
      return await play(stand, starting);
    } finally {
      workDir.editServices({ [released]: { canary: undefined } });
    }
  };
}

/** Kills a deployer at the point, and lets another process finish what it left. */
export function playKill(point: KillPoint, row: KillPoint["rows"][number]): Play {
  const play = playUsual(point, row);
  return point.canary ? withCanary(play) : play;
}

/** Where the deployer of the release is killed first. */
const before: Partial<Record<KillPoint["command"], Start>> = {
  rollback: { step: "drain" },
  abort: secondShare,
};

function playUsual(
  { command, place, name }: KillPoint,
  { killed, way }: KillPoint["rows"][number],
): Play {
  return async (stand, { colors, after }): Promise<Played> => {
    const { scene } = stand;
    const deploy = ["deploy", "--service", released, "--image", after.reference];
    const first = before[command];
    if (first) await killAt(scene, deploy, first, colors, "deployer");
    const args = first ? [command] : deploy;
    const killing = await killAt(scene, args, place, colors, killed);
    const { ended, unlocked } = await recover(scene, [way]);
    const missed = killing.reached
      ? []
      : [`${name} was never reached`, ...killing.lines.slice(-12)];
    return {
      way: [way],
      unlocked,
      ends: endsOf(ended),
      processesLeft: killing.processesLeft,
      ...(ended.code === 0 || ended.code === 3 ? { result: ended.json } : {}),
      problems: [...missed, ...exitProblems(way, ended)],
    };
  };
}

/** What must be true after this exit code. */
function endsOf({ code }: Ended): Played["ends"] {
  if (code === 0) return ["done"];
  // Refused because no release is in progress: the kill came before the release began, or after its end.
  return code === 2 ? ["done", "rolledBack"] : ["rolledBack"];
}

/** Done, rolled back and nothing to do are the valid ends; anything else is reported in its own words. */
function exitProblems(way: string, { code, json, lines }: Ended): string[] {
  const nothingLeft = String(json["found"]).startsWith("no release is in progress");
  if (code === 0 || code === 3 || (code === 2 && nothingLeft)) return [];
  return [`\`${way}\` ended with exit code ${code}`, ...lines.slice(-12)];
}
