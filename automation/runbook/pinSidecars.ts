import { splitImage } from "../../config/imageRepository";
import type { ServiceSettings } from "../../config/schema";
import { pinnedImage, withDigests } from "../../config/sidecarImage";
import type { FleetSettings } from "../../release/state";
import { architectureObjection } from "../world/architecture";
import { refused } from "../world/errors";
import type { Run } from "./run";

/** The same settings with each sidecar's image by digest; refuses one that does not exist or can't run. */
export async function pinSidecars(
  { ports: { observer } }: Run,
  { name, settings }: { name: string; settings: ServiceSettings },
  kept: FleetSettings,
): Promise<FleetSettings> {
  const digests = await Promise.all(
    Object.entries(settings.sidecars).map(async ([sidecar, { image }]) => {
      const found = await observer.image(pinnedImage(image), splitImage(image).repository);
      const objection = found.found
        ? architectureObjection(found.architecture, settings.architecture)
        : found.reason;
      if (!found.found || objection !== null) {
        throw refused(
          `image ${image} cannot run beside ${name} as sidecar ${sidecar}: ${objection}`,
          `correct \`services.${name}.sidecars.${sidecar}.image\` in the settings, or push that image, and deploy again`,
        );
      }
      return [sidecar, found.digest] as const;
    }),
  );
  return withDigests(kept, Object.fromEntries(digests));
}
