import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stackName } from "../../rehearsal/run/settings";
import { projectName } from "../../rehearsal/run/workDir";
import type { Scene } from "../../rehearsal/scene";
import { timed } from "../measurement";
import { type BareShape, bareStack } from "./bareProgram";
import { type Cost, rounded } from "./cost";
import { watchTree } from "./processTree";

/** What the bare program must have in common with the environment. */
export interface Resources {
  custom: number;
  components: number;
  /** Of the foundation and the released service. */
  registered: number;
  /** How many resources each `up` of the release changed. */
  changes: number[];
}

/**
 * Pulumi writes the whole state after each resource; thousands are created faster if it writes only
 * once.
 */
export const withoutCheckpoints = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** The same number of resources, values and bytes of state, in a program that does nothing else. */
export async function measureBare(
  scene: Scene,
  { custom, components, registered, changes }: Resources,
  rounds: number,
): Promise<{ bare: Cost; bareRelease: Cost }> {
  const plain: BareShape = {
    ...{ custom, components, release: null },
    fill: { tags: 0, characters: 0 },
  };
  await run(scene, plain, withoutCheckpoints);
  const [ours, bares] = [stateOf(scene, stackName), stateOf(scene, bareStack)];
  // The state has each tag twice: as desired and as applied.
  const each = (lacking: number) => Math.max(0, Math.round(lacking / custom / 2));
  const tags = each(ours.values - bares.values);
  const characters = each(ours.bytes - bares.bytes) - tags * bytesAroundTag;
  const shape = { ...plain, fill: { tags, characters } };
  await run(scene, shape, withoutCheckpoints);
  const bare = await rounded(rounds, () => run(scene, shape));
  const release = { registered, changes };
  const bareRelease = await rounded(rounds, () => run(scene, { ...shape, release }));
  return { bare, bareRelease };
}

/** Quotes, colon and comma. */
const bytesAroundTag = 6;

/** The size of a stack's state, and the number of values in its resources' inputs and outputs. */
function stateOf({ env }: Scene, stack: string): { bytes: number; values: number } {
  const root = fileURLToPath(env["PULUMI_BACKEND_URL"]!);
  const text = readFileSync(join(root, ".pulumi", "stacks", projectName, `${stack}.json`), "utf8");
  const { checkpoint } = JSON.parse(text) as {
    checkpoint: { latest: { resources: { inputs?: unknown; outputs?: unknown }[] } };
  };
  const { resources } = checkpoint.latest;
  const values = resources.reduce((sum, one) => sum + valuesIn([one.inputs, one.outputs]), 0);
  return { bytes: Buffer.byteLength(text), values };
}

function valuesIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, one) => sum + valuesIn(one), 0);
}

async function run(
  scene: Scene,
  shape: BareShape,
  env: Record<string, string> = {},
): Promise<Cost> {
  const { seconds, value } = await timed(async () => {
    const program = [require.resolve("./bareProgram"), scene.workDir.root, JSON.stringify(shape)];
    const bare = scene.processes.start("bare", program, {
      env: { ...process.env, ...scene.env, ...env },
    });
    const tree = watchTree(bare.child.pid!);
    const { code } = await bare.exited.finally(() => tree.stop());
    if (code !== 0) throw new Error(`the bare program failed:\n${bare.lastLines().join("\n")}`);
    return tree.stop();
  });
  return { seconds, ...value };
}
