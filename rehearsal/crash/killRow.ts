import { setTimeout as sleep } from "node:timers/promises";
import { released } from "../run/settings";
import { exitCodes } from "../../automation/course/exitCodes";
import type { Ended, Scene } from "../scene";
import { killAt } from "./kill";
import type { Play, Played } from "./playRow";
import { type KillPoint, secondShare, type Start } from "./points";
import { recover, type Recovery } from "./recover";
import type { End } from "./row";

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

/** Somebody has to approve the release of this row; who began it may. */
function withApproval(play: Play): Play {
  return async (stand, starting) => {
    const { workDir } = stand.scene;
    workDir.edit({ approval: { notByOwner: false } });
    try {
      return await play(stand, starting);
    } finally {
      workDir.edit({ approval: undefined });
    }
  };
}

/** Kills a deployer at the point, and lets another process finish what it left. */
export function playKill(point: KillPoint, row: KillPoint["rows"][number]): Play {
  const play = playUsual(point, row);
  if (point.adoption) return asAdopted(play);
  if (point.canary) return withCanary(play);
  return point.approval ? withApproval(play) : play;
}

/** Whoever goes back finds the record exactly as it was. The bill of a release without an old fleet is nobody's here. */
function asAdopted(play: Play): Play {
  return async (stand, starting) => {
    const { result: _, ...played } = await play(stand, starting);
    return { ...played, problems: [...played.problems, ...(await stand.originProblems())] };
  };
}

const { resting } = exitCodes;

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
    if (command === "resume") await rested(scene, deploy);
    if (command === "giveBack") await scene.mustRun(deploy);
    const args = argsOf(command, deploy);
    const killing = await killAt(scene, args, place, colors, killed);
    const { ended, unlocked, ways } = await finish(scene, way);
    const missed = killing.reached
      ? []
      : [`${name} was never reached`, ...killing.lines.slice(-12)];
    return {
      way: ways,
      unlocked,
      ends: command === "giveBack" ? given(endsOf(ended)) : endsOf(ended),
      processesLeft: killing.processesLeft,
      ...(ended.code === 0 || ended.code === 3 ? { result: ended.json } : {}),
      problems: [...missed, ...exitProblems(ways.at(-1)!, ended)],
    };
  };
}

function argsOf(command: KillPoint["command"], deploy: string[]): string[] {
  if (command === "deploy") return deploy;
  return command === "giveBack" ? ["rollback", "--service", released] : [command];
}

/** Giving back is done when the origin serves, and rolled back when the new version does. */
function given(ends: readonly End[]): End[] {
  return ends.map((end) => (end === "done" ? "rolledBack" : "done"));
}

/** Runs a release until it rests, and approves it. */
async function rested(scene: Scene, deploy: string[]): Promise<void> {
  const { code, lines } = await scene.run(deploy);
  if (code !== resting) throw new Error(`it did not rest: ${code}\n${lines.slice(-12).join("\n")}`);
  await approve(scene);
}

async function approve(scene: Scene): Promise<void> {
  const { current } = await scene.release();
  await scene.mustRun(["approve", "--release", current!.id]);
}

/** Another process finishes the release; one that rests, after it was approved. */
async function finish(scene: Scene, way: string): Promise<Recovery & { ways: string[] }> {
  const found = await recover(scene, [way]);
  if (found.ended.code !== resting) return { ...found, ways: [way] };
  await approve(scene);
  const ended = await scene.run(["resume"]);
  return { ended, unlocked: found.unlocked, ways: [way, "approve", "resume"] };
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
