import type { ServiceSettings } from "../../config/schema";
import { refused } from "../world/errors";
import { type Environment, serviceInventory } from "../world/environment";
import type { Run } from "./run";
import { bluegreen } from "../course/commandLines";
import { architectureObjection, ociNames } from "../world/architecture";
import { imageReferenceIn, objectionTo } from "../world/imageReference";

/** The image as `repository@sha256:...`; refuses one that does not exist or can't run. */
export async function pinImage(
  { ports: { observer, reporter, stack } }: Run,
  { inventory }: Environment,
  { name, settings }: { name: string; settings: ServiceSettings },
  reference: string,
): Promise<string> {
  const { repositoryUri } = serviceInventory(inventory, name);
  const image = await observer.image(reference, repositoryUri);
  if (!image.found) {
    const named = imageReferenceIn(repositoryUri, reference);
    const canExist = objectionTo(named, reference, repositoryUri) === null;
    throw refused(
      `image ${reference} cannot be released as ${name}: ${image.reason}`,
      canExist
        ? `push it to ${repositoryUri} and deploy again`
        : bluegreen("deploy", stack.name, "--service", name, "--image", "<tag>"),
    );
  }
  const objection = architectureObjection(image.architecture, settings.architecture);
  if (objection !== null) {
    throw refused(
      `image ${reference} cannot be released as ${name}: ${objection}`,
      `build it for linux/${ociNames[settings.architecture]} (\`docker buildx build --platform\`), ` +
        `or set \`architecture\` of ${name} in the settings`,
    );
  }
  reporter.note(`${name}: ${reference} is ${image.digest}`);
  return image.pinned;
}
