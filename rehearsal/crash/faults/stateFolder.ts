import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { released } from "../../run/settings";
import type { Scene } from "../../scene";
import { heldCall, hold } from "../kill";
import type { Play } from "../playRow";
import { recover } from "../recover";
import { deployArgs, type Fault, unlessCode, watch } from "./fault";

/** The backend's folder can't be written, as on a full disk: no lock, and no record of what was done. */
export const stateFolderFaults: Fault[] = [
  { name: "state-unwritable-before-switch", phase: "staged", play: beforeSwitch },
  { name: "state-unwritable-in-switch", phase: "staged", play: inSwitch },
];

async function beforeSwitch(...[{ scene }, starting]: Parameters<Play>): ReturnType<Play> {
  const command = watch(scene, deployArgs(starting));
  await command.at("5");
  const restore = makeUnwritable(scene);
  return restedAndResumed(scene, command, restore);
}

/** The DNS record has moved, but Pulumi can't save the state. */
async function inSwitch(...[{ scene }, starting]: Parameters<Play>): ReturnType<Play> {
  const { client } = scene.cloud;
  const name = `${released}-production`;
  const call = { operation: "update", type: "aws:route53/record:Record", name } as const;
  const ids = await hold(client, [call], "after");
  const command = watch(scene, deployArgs(starting));
  const held = await heldCall(client, ids, command);
  const restore = makeUnwritable(scene);
  if (held) await client.releaseFault(held, "continue");
  return restedAndResumed(scene, command, restore);
}

async function restedAndResumed(
  scene: Scene,
  command: ReturnType<typeof watch>,
  restore: () => void,
): ReturnType<Play> {
  const rested = await command.ended;
  restore();
  const { ended, unlocked } = await recover(scene, ["resume"]);
  const problems = [...unlessCode(4, rested), ...(ended.code === 3 ? [] : unlessCode(0, ended))];
  return {
    way: ["resume"],
    unlocked,
    ends: ended.code === 3 ? ["rolledBack"] : ["done"],
    problems,
  };
}

/** Puts a file in place of the folder, below which nobody can write. Returns a function that restores it. */
function makeUnwritable({ workDir }: Scene): () => void {
  const folder = join(workDir.root, "state", ".pulumi", "stacks");
  const aside = `${folder}-aside`;
  renameSync(folder, aside);
  writeFileSync(folder, "");
  return () => {
    rmSync(folder);
    renameSync(aside, folder);
  };
}
