import { keptSettings } from "../../config/definition";
import { type Environment, requireDeployed, serviceSettings } from "../world/environment";
import { refuseServingChanges } from "../world/servingChanges";
import { isCalled } from "../../config/registered";
import { serves } from "./begin";
import { pinImage } from "./image";
import { pinSidecars } from "./pinSidecars";
import type { Run } from "./run";

/**
 * The images, by service, that are not in production yet, or not with the current settings. Throws DeployError
 * if one does not exist.
 */
export async function changedImages(
  run: Run,
  environment: Environment,
  images: Record<string, string>,
): Promise<Record<string, string>> {
  const { stack } = run.ports;
  refuseServingChanges(stack, environment);
  requireDeployed(stack, environment.inventory, Object.keys(images));
  const pinned = await Promise.all(
    Object.entries(images).map(async ([name, reference]) => {
      const settings = serviceSettings(stack, name);
      const image = await pinImage(run, environment, { name, settings }, reference);
      const called = isCalled(name, stack.settings, environment.release);
      const pinned = await pinSidecars(run, { name, settings }, keptSettings(settings));
      const candidate = { image, settings: pinned, called };
      return serves(environment, name, settings, candidate) ? [] : [[name, reference] as const];
    }),
  );
  return Object.fromEntries(pinned.flat());
}
