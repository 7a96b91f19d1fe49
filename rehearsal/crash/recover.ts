import type { Ended, Scene } from "../scene";

export interface Recovery {
  /** The last command, whether it finished the release or not. */
  ended: Ended;
  /** Whether Pulumi's lock was left behind and had to be released. */
  unlocked: boolean;
}

/**
 * What a person does about a release that did not end: run the command, release a stale lock, run it
 * again.
 */
export async function recover(scene: Scene, args: string[]): Promise<Recovery> {
  const first = await scene.run(args);
  if (!isLocked(first)) return { ended: first, unlocked: false };
  const { code, json } = await scene.mustRun(["unlock"]);
  const unlocked = code === 0 && (json["freed"] as unknown[]).length > 0;
  return { ended: await scene.run(args), unlocked };
}

function isLocked({ code, json }: Ended): boolean {
  return code === 5 && String(json["found"]).includes(" is locked by ");
}
