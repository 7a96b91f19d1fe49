import type { Scene } from "../../rehearsal/scene";

/** An entry of Pulumi's history. */
interface Update {
  message: string;
  config: Record<string, { value?: string }>;
}

/** The most recent updates of the scene's stack, newest first. */
export async function updates(scene: Scene, count: number): Promise<Update[]> {
  const history = await scene.pulumi("stack", "history", "--json", "--page-size", String(count));
  return JSON.parse(history) as Update[];
}
