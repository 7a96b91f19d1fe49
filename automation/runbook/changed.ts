import { serviceState } from "../../release/state";
import { type Environment, requireServices, serviceSettings } from "../world/environment";
import { pinImage } from "./image";
import type { Run } from "./run";

/** The images, by service, that are not in production yet. Throws DeployError if one does not exist. */
export async function changedImages(
  run: Run,
  environment: Environment,
  images: Record<string, string>,
): Promise<Record<string, string>> {
  const { services } = run.ports.stack.settings;
  requireServices(Object.keys(services), Object.keys(images));
  const pinned = await Promise.all(
    Object.entries(images).map(async ([name, reference]) => {
      const part = { name, settings: serviceSettings(services, name) };
      const image = await pinImage(run, environment, part, reference);
      const { activeColor, fleets } = serviceState(environment.release, name);
      const serves = activeColor !== null && fleets[activeColor].image === image;
      return serves ? [] : [[name, reference] as const];
    }),
  );
  return Object.fromEntries(pinned.flat());
}
