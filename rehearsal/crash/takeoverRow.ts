import { isDeepStrictEqual } from "node:util";
import { recordsNow } from "../run/adopt/elsewhere";
import { released } from "../run/settings";
import type { Ended } from "../scene";
import { killAt } from "./kill";
import type { Play } from "./playRow";
import type { KillPoint } from "./points";
import { recover } from "./recover";
import type { Stand } from "./stand";

const begin = ["adopt", "--service", released];
const end = [...begin, "--finish"];

/**
 * Kills an adoption, or its end, and runs the same command again. The record is what it was at every moment at which
 * anybody looks.
 */
export function playTakeover(
  command: "adopt" | "finish",
  { name, place }: KillPoint,
  { killed, way }: KillPoint["rows"][number],
): Play {
  return async (stand, { colors, after }) => {
    const { scene } = stand;
    // A name that was not adopted yet, or one that its release serves.
    await scene.mustRun(
      command === "adopt" ? end : ["deploy", "--service", released, "--image", after.reference],
    );
    const before = await recordsNow(scene.cloud.client, [released]);
    const changed = async (when: string) => {
      const now = await recordsNow(scene.cloud.client, [released]);
      if (isDeepStrictEqual(now, before)) return [];
      return [`${when}, the record is not what it was: ${JSON.stringify(now)}`];
    };
    const args = command === "adopt" ? begin : end;
    const killing = await killAt(scene, args, place, colors, killed);
    const missed = killing.reached
      ? []
      : [`${name} was never reached`, ...killing.lines.slice(-12)];
    const inBetween = await changed("after the kill");
    const { ended, unlocked } = await recover(scene, args);
    return {
      way: [way],
      unlocked,
      ends: command === "adopt" ? ["rolledBack"] : ["done"],
      processesLeft: killing.processesLeft,
      problems: [
        ...missed,
        ...inBetween,
        ...(await changed("in the end")),
        ...(await stand.originProblems()),
        ...exitProblems(command, ended),
        ...(await originRecorded(stand, command === "adopt")),
      ],
    };
  };
}

/** What the killed command had recorded already is not done twice: `--finish` then finds nothing to forget. */
function exitProblems(command: "adopt" | "finish", { code, json, lines }: Ended): string[] {
  const isOver = String(json["found"]).startsWith(`${released} has no origin:`);
  if (code === 0 || (command === "finish" && code === 2 && isOver)) return [];
  return [`the same command ended with exit code ${code}`, ...lines.slice(-12)];
}

async function originRecorded({ scene }: Stand, expected: boolean): Promise<string[]> {
  const { services } = await scene.release();
  const recorded = services[released]!.origin !== undefined;
  if (recorded === expected) return [];
  return [`the origin is ${recorded ? "still" : "not"} recorded`];
}
