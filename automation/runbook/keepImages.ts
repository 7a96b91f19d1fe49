import { ecrLocation } from "../../config/ecr";
import type { ReleaseState } from "../../release/state";
import { DeployError } from "../world/errors";
import { isOwnRepository, neededDigests, ownerOf } from "../world/imageKeeper";
import type { Ports } from "../world/ports";

/**
 * Tags what serves, the way back and the candidates in ECR; what can't be tagged is a warning. A preview is gone before
 * any image could expire, and nobody would take its tags from another's repository.
 */
export async function keepImages(
  { imageKeeper, reporter, stack }: Pick<Ports, "imageKeeper" | "reporter" | "stack">,
  release: Pick<ReleaseState, "services">,
  candidates: readonly string[] = [],
): Promise<void> {
  if (!imageKeeper) return;
  const owner = ownerOf(stack);
  const isPreview = stack.settings.foundation !== undefined;
  const needed = [...neededDigests(release, candidates)];
  await Promise.all(
    needed
      .filter(([uri]) => (isPreview ? isOwnRepository(uri, owner) : ecrLocation(uri) !== null))
      .map(([uri, digests]) =>
        imageKeeper.keep(uri, owner, digests).catch((error: unknown) => {
          // Anything else is a bug, or this command was stopped.
          if (!(error instanceof DeployError)) throw error;
          reporter.warn(
            `images in ${uri} are not protected from its lifecycle rules: ${error.found}`,
          );
        }),
      ),
  );
}
