import { ecrLocation } from "../../config/ecr";
import type { ReleaseState } from "../../release/state";
import { DeployError } from "../world/errors";
import { neededDigests } from "../world/imageKeeper";
import type { Ports } from "../world/ports";

/** Tags what serves, the way back and the candidates in ECR; what can't be tagged is a warning. */
export async function keepImages(
  { imageKeeper, reporter, stack }: Pick<Ports, "imageKeeper" | "reporter" | "stack">,
  release: Pick<ReleaseState, "services">,
  candidates: readonly string[] = [],
): Promise<void> {
  if (!imageKeeper) return;
  const needed = [...neededDigests(release, candidates)];
  await Promise.all(
    needed
      .filter(([uri]) => ecrLocation(uri) !== null)
      .map(([uri, digests]) =>
        imageKeeper.keep(uri, stack.name, digests).catch((error: unknown) => {
          // Anything else is a bug, or this command was stopped.
          if (!(error instanceof DeployError)) throw error;
          reporter.warn(
            `images in ${uri} are not protected from its lifecycle rules: ${error.found}`,
          );
        }),
      ),
  );
}
