import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stackName } from "../../rehearsal/run/settings";
import { projectName } from "../../rehearsal/run/workDir";
import type { Scene } from "../../rehearsal/scene";
import { timed } from "../measurement";
import { type BareShape, bareStack } from "./bareProgram";
import { type Cost, rounded } from "./cost";
import { watchTree } from "./processTree";

/** What the environment has that the bare program is to have as well. */
export interface Resources {
  custom: number;
  components: number;
  /** Of the foundation and the service that is released. */
  registered: number;
  /** How many resources each `up` of the release changed. */
  changes: number[];
}

/** The engine writes the whole state after each resource: thousands are made faster when it writes once. */
export const withoutCheckpoints = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** As many resources, and as many bytes of state, in a program that does nothing else. */
export async function measureBare(
  scene: Scene,
  { custom, components, registered, changes }: Resources,
  rounds: number,
): Promise<{ bare: Cost; bareRelease: Cost }> {
  const plain: BareShape = { custom, components, fill: 0, release: null };
  await run(scene, plain, withoutCheckpoints);
  const lacking = stateBytes(scene, stackName) - stateBytes(scene, bareStack);
  // The state has each tag twice: as it is to be, and as it is.
  const shape = { ...plain, fill: Math.max(0, Math.round(lacking / custom / 2)) };
  await run(scene, shape, withoutCheckpoints);
  const bare = await rounded(rounds, () => run(scene, shape));
  const release = { registered, changes };
  const bareRelease = await rounded(rounds, () => run(scene, { ...shape, release }));
  return { bare, bareRelease };
}

function stateBytes({ env }: Scene, stack: string): number {
  const root = fileURLToPath(env["PULUMI_BACKEND_URL"]!);
  return statSync(join(root, ".pulumi", "stacks", projectName, `${stack}.json`)).size;
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
