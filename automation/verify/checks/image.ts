import { architectureObjection } from "../../world/architecture";
import type { ImageLookup } from "../../world/ports";
import type { ServiceSettings } from "../../../config/schema";
import type { Check } from "../check";
import { failing, type Judgement, ok, warning } from "../finding";

/** The images to release: whether they exist and are built for their fleets. */
export const image: Check = {
  name: "image",
  // The release checks it itself.
  fast: false,
  async look({ observer, environment, images, stack }) {
    if (!environment) return [];
    return Promise.all(
      Object.entries(images).map(async ([service, reference]) => {
        const { repositoryUri } = environment.inventory.services[service]!;
        const found = await observer.image(reference, repositoryUri);
        return judgeImage(service, found, stack.settings.services[service]!, repositoryUri);
      }),
    );
  },
};

export function judgeImage(
  service: string,
  found: ImageLookup,
  { architecture }: Pick<ServiceSettings, "architecture">,
  repositoryUri: string,
): Judgement {
  if (!found.found) return failing(service, found.reason, `push it to ${repositoryUri}`);
  const objection = architectureObjection(found.architecture, architecture);
  if (objection) return failing(service, objection, "build it for the fleet's architecture");
  if (found.architecture === null) {
    return warning(
      service,
      `${found.digest}, of unknown architecture`,
      `check that it is built for ${architecture}`,
    );
  }
  return ok(service, `${found.digest} for ${found.architecture}`);
}
