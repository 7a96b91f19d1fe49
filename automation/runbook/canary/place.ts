import { bluegreen } from "../../course/commandLines";
import { environmentOf } from "../../world/environment";
import { DeployError } from "../../world/errors";
import { isOnlyAnnotated } from "../annotated";
import type { Progress } from "../progress";
import type { Run } from "../run";

/**
 * While a canary bakes, `promote` may run beside its deployer, which goes on from what it has recorded. An update that
 * changed nothing of the record is no reason to leave the canary unwatched either; after any other, this run has lost
 * its place.
 */
export async function followPlace(run: Run, progress: Progress): Promise<Progress> {
  const { stack } = run.ports;
  const { engine, environment } = progress;
  if (engine.place === null || !run.rules.place) return progress;
  const [mine, { content }] = await Promise.all([engine.place, stack.engineState()]);
  if (content === mine) return progress;
  const now = environmentOf(stack.name, await stack.read());
  const place = Promise.resolve(content);
  if (now.release.revision === environment.release.revision) {
    return { ...progress, engine: { ...engine, place, mayBeWrong: true } };
  }
  if (!isOnlyAnnotated(environment.release, now.release)) {
    throw new DeployError(
      "held",
      "another deployer has taken over this release during its canary",
      bluegreen("status", stack.name),
    );
  }
  return { ...progress, environment: now, engine: { ...engine, place } };
}
