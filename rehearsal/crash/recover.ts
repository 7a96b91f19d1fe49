import type { Ended, Scene } from "../scene";

export interface Recovery {
  /** The last command, which ended it or did not. */
  ended: Ended;
  /** Whether the engine's lock was left and had to be freed. */
  unlocked: boolean;
}

/** What a person does who finds a release that did not end: runs the command, frees a dead lock, runs it again. */
export async function recover(scene: Scene, args: string[]): Promise<Recovery> {
  const first = await scene.run(args);
  if (!isLocked(first)) return { ended: first, unlocked: false };
  const { code, json } = await scene.mustRun(["unlock"]);
  const unlocked = code === 0 && (json["freed"] as unknown[]).length > 0;
  return { ended: await scene.run(args), unlocked };
}

function isLocked({ code, json }: Ended): boolean {
  return code === 5 && String(json["found"]).includes("is locked by another update");
}
