import type { Aws } from "../clients";
import { ecrRepository } from "../ecrRepository";

/**
 * When each image of a repository was pushed, in milliseconds since the epoch, by digest. Reads all of them: asked
 * for some of which one was deleted, ECR returns none.
 */
export async function imagePushes(
  aws: Aws,
  repositoryUri: string,
): Promise<Record<string, number>> {
  const ecr = await aws.ecr();
  const repository = ecrRepository(repositoryUri);
  const found: Record<string, number> = {};
  let nextToken: string | undefined;
  do {
    const page = await ecr.describeImages(
      { ...repository, maxResults: 1000, nextToken },
      aws.callOptions,
    );
    for (const { imageDigest, imagePushedAt } of page.imageDetails ?? []) {
      if (imageDigest && imagePushedAt) found[imageDigest] = imagePushedAt.getTime();
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}
