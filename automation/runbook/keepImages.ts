import { ecrLocation } from "../../config/ecr";
import { isPreview } from "../../config/names";
import type { ReleaseState } from "../../release/state";
import { DeployError } from "../world/errors";
import { isOwnRepository, neededDigests, ownerOf } from "../world/imageKeeper";
import type { Ports } from "../world/ports";

/**
 * Tags the images in ECR that serve, that a rollback needs, and of candidates; failing to is a
 * warning. A preview is deleted before any image could expire, and its tags would stay behind in
 * another environment's repository.
 */
export async function keepImages(
  { imageKeeper, reporter, stack }: Pick<Ports, "imageKeeper" | "reporter" | "stack">,
  release: Pick<ReleaseState, "services">,
  candidates: readonly string[] = [],
): Promise<void> {
  if (!imageKeeper) return;
  const owner = ownerOf(stack);
  const ofPreview = isPreview(stack.name);
  const needed = [...neededDigests(release, candidates)];
  await Promise.all(
    needed
      .filter(([uri]) => (ofPreview ? isOwnRepository(uri, owner) : ecrLocation(uri) !== null))
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
