import { faults } from "./faults";
import { playKill } from "./killRow";
import { playTakeover } from "./takeoverRow";
import { underWatch } from "./liveWatch";
import { type Play, playRow, type Title } from "./playRow";
import { type KillPoint, killPoints } from "./points";
import type { Row } from "./row";
import { Stand, type StandOptions } from "./stand";

/** A row of the matrix. */
export interface Script {
  title: Title;
  /** The command with which another process must finish the release; undefined if the row decides. */
  way?: string;
  /** It needs an environment whose released service has never been released, and has an origin. */
  adopts?: true;
  /** It leaves an environment in which no further row can begin. */
  isLast?: true;
  play: Play;
}

/** A row for each kill point and each way to recover from it. */
export function killScripts(): Script[] {
  return killPoints.flatMap((point) =>
    point.rows.map((row) => ({
      title: { point: point.name, phase: point.phase, killed: row.killed },
      way: row.way,
      ...(point.adoption && { adopts: true as const }),
      // Nothing leads back to an origin that is forgotten.
      ...(point.command === "finish" && { isLast: true as const }),
      play: playOf(point, row),
    })),
  );
}

function playOf(point: KillPoint, row: KillPoint["rows"][number]): Play {
  if (point.command === "adopt" || point.command === "finish") {
    return playTakeover(point.command, point, row);
  }
  // The live page has no words for an origin yet.
  return point.adoption ? playKill(point, row) : underWatch(playKill(point, row));
}

export function faultScripts(): Script[] {
  return faults.map(({ name, phase, play }) => ({
    title: { point: name, phase, killed: "nobody" },
    play,
  }));
}

/** A row that could not be completed proves nothing, so it counts as failed. */
function unplayed(title: Title, error: unknown): Row {
  return {
    ...title,
    way: [],
    unlocked: false,
    requests: 0,
    failed: 0,
    cut: 0,
    end: "unknown",
    tasksLeft: 0,
    events: [],
    waitedSeconds: null,
    seconds: 0,
    problems: [error instanceof Error ? error.message : String(error)],
  };
}

/**
 * Runs the scripts one after another. A row that failed may have left anything behind, so the next one
 * gets a new environment; so does one that needs another kind.
 */
export async function playScripts(
  options: StandOptions,
  scripts: readonly Script[],
  onRow: (row: Row) => void,
  onStand: (stand: Stand) => void,
): Promise<Row[]> {
  const rows: Row[] = [];
  let stand: Stand | undefined;
  try {
    for (const { title, play, adopts = false, isLast = false } of scripts) {
      if (stand && stand.adopts !== adopts) {
        await stand.close();
        stand = undefined;
      }
      if (!stand) onStand((stand = await Stand.open({ ...options, adopts })));
      const row = await playRow(stand, title, play).catch((error) => unplayed(title, error));
      rows.push(row);
      onRow(row);
      if (row.problems.length > 0 || isLast) {
        await stand.close();
        stand = undefined;
      }
    }
  } finally {
    await stand?.close();
  }
  return rows;
}
