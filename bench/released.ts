import { settingsOf } from "../automation/cli/stackSettings";
import { readProject, readStackFile } from "../automation/adapters/pulumi/settingsFile";
import type { PulumiStackOptions } from "../automation/adapters/pulumi/options";
import { locateEngine } from "../automation/engine/findEngine";
import { ofNamespace } from "../config/raw";
import type { Color, ReleaseState } from "../release/state";
import type { ReleaseRequest } from "../release/transitions";
import { Scene, type SceneOptions } from "../rehearsal/scene";
import { stackName } from "../rehearsal/run/settings";

/** An environment in which `users` and `matching` serve v1 and v2 is pushed. */
export interface Released {
  scene: Scene;
  /** The stack, as used by this process. */
  options: PulumiStackOptions;
  /** References by service, then by version. */
  images: Record<string, { v1: string; v2: string }>;
}

export async function withReleased<T>(
  progress: (line: string) => void,
  action: (released: Released) => Promise<T>,
  settings: SceneOptions = {},
): Promise<T> {
  const scene = await Scene.open(settings);
  try {
    Object.assign(process.env, scene.env);
    progress("create the environment, and the first release");
    const { v1, v2 } = await scene.firstRelease();
    const images = Object.fromEntries(
      Object.keys(v1).map((name) => [name, { v1: v1[name]!.reference, v2: v2[name]!.reference }]),
    );
    return await action({ scene, options: await stackOptions(scene), images });
  } finally {
    await scene.close();
  }
}

/**
 * A release of `users` with the definition that one of its fleets has. Without its settings it would look like
 * an older program's, for which every `up` of the deployer asks Pulumi's history.
 */
export function releaseOf({ services }: ReleaseState, color: Color): ReleaseRequest {
  const { image, settings, label } = services["users"]!.fleets[color];
  const users = { image: image!, size: 2, settings, label };
  return { id: "bench", owner: "bench", startedAt: "", services: { users } };
}

async function stackOptions({ workDir }: Scene): Promise<PulumiStackOptions> {
  const project = await readProject(workDir.root);
  const file = await readStackFile(project, stackName);
  return {
    project,
    name: stackName,
    settings: settingsOf(stackName, ofNamespace(file.config ?? {}, project.name)),
    engine: await locateEngine({ progress: () => undefined }),
    now: new AbortController().signal,
    signal: new AbortController().signal,
    onResource: () => undefined,
    onNote: () => undefined,
  };
}
