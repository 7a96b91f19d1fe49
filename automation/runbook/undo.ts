import { type Environment, environmentOf } from "../world/environment";
import { requirePlace } from "./place";
import { stopFleets } from "./retire";
import { applyUp, type Run, step } from "./run";

/**
 * Takes steps 1-3 back. When the stage `up` itself failed, the deployed state knows nothing of the
 * candidate yet, and applying that state again removes whatever half of it came to be.
 */
export function undoStage(run: Run, environment: Environment, id: string): Promise<Environment> {
  if (environment.release.current) return stopFleets(run, environment, "undo");
  return step(run, "undo", "take back what was staged", async () => {
    await requirePlace(run);
    const deployed = await applyUp(run, environment.release, { verb: "undo", id });
    return environmentOf(run.ports.stack.name, deployed);
  });
}
