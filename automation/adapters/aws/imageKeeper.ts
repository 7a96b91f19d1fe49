import { type ImageKeeper, servingTag, tagChanges } from "../../world/imageKeeper";
import { manifestMediaTypes } from "../registry/manifest";
import type { Aws } from "./clients";
import { ecrRepository, type EcrRepository } from "./ecrRepository";
import { type AwsObserverOptions, clientsByRegion } from "./observer";
import { ecrLocation } from "../../../config/ecr";
import { readingUntil } from "./reading";

/** Tags images in ECR. Every call can be repeated, and a tag that is there already changes nothing. */
export function createAwsImageKeeper(options: AwsObserverOptions): ImageKeeper {
  const awsIn = clientsByRegion(options);
  const reading = readingUntil(options.signal);
  return {
    keep: (repositoryUri, owner, digests) =>
      reading(`images in \`${repositoryUri}\``, async () => {
        const aws = awsIn(ecrLocation(repositoryUri)?.region);
        const repository = ecrRepository(repositoryUri);
        const tags = await imageTags(aws, repository);
        const { add, remove } = tagChanges(tags, repositoryUri, owner, digests);
        for (const digest of add) await tag(aws, repository, digest, owner);
        await untag(aws, repository, remove);
      }),
  };
}

/** Digests by tag. */
async function imageTags(aws: Aws, repository: EcrRepository): Promise<Record<string, string>> {
  const ecr = await aws.ecr();
  const found: Record<string, string> = {};
  let nextToken: string | undefined;
  do {
    const page = await ecr.listImages(
      { ...repository, filter: { tagStatus: "TAGGED" }, maxResults: 1000, nextToken },
      aws.callOptions,
    );
    for (const { imageTag = "", imageDigest = "" } of page.imageIds ?? []) {
      found[imageTag] = imageDigest;
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/** A deleted image can't be tagged; `verify` reports it. */
async function tag(
  aws: Aws,
  repository: EcrRepository,
  imageDigest: string,
  owner: string,
): Promise<void> {
  const ecr = await aws.ecr();
  const { images = [] } = await ecr.batchGetImage(
    { ...repository, imageIds: [{ imageDigest }], acceptedMediaTypes: [...manifestMediaTypes] },
    aws.callOptions,
  );
  const [image] = images;
  if (image?.imageManifest === undefined) return;
  const { imageManifest, imageManifestMediaType } = image;
  await ecr
    .putImage(
      {
        ...{ ...repository, imageManifest, imageManifestMediaType, imageDigest },
        imageTag: servingTag(owner, imageDigest),
      },
      aws.callOptions,
    )
    .catch((error: unknown) => {
      // Another deployer has just added the tag.
      const { name } = error as Error;
      if (name !== "ImageAlreadyExistsException" && name !== "ImageTagAlreadyExistsException") {
        throw error;
      }
    });
}

async function untag(aws: Aws, repository: EcrRepository, tags: readonly string[]): Promise<void> {
  const ecr = await aws.ecr();
  const mostAtOnce = 100;
  for (let first = 0; first < tags.length; first += mostAtOnce) {
    const imageIds = tags.slice(first, first + mostAtOnce).map((imageTag) => ({ imageTag }));
    await ecr.batchDeleteImage({ ...repository, imageIds }, aws.callOptions);
  }
}
