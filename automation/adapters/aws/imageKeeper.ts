import type { ImageIdentifier } from "@aws-sdk/client-ecr";
import {
  type ImageKeeper,
  isOwnRepository,
  isServingTag,
  servingTag,
} from "../../world/imageKeeper";
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
    keep: (repositoryUri, stackName, digests) =>
      reading(`images in \`${repositoryUri}\``, async () => {
        const aws = awsIn(ecrLocation(repositoryUri)?.region);
        const repository = ecrRepository(repositoryUri);
        const tagged = await taggedImages(aws, repository);
        const has = new Set(tagged.map(({ imageTag }) => imageTag));
        const missing = digests.filter((digest) => !has.has(servingTag(stackName, digest)));
        for (const digest of missing) await tag(aws, repository, digest, stackName);
        if (isOwnRepository(repositoryUri, stackName)) {
          await untag(aws, repository, stale(tagged, stackName, digests));
        }
      }),
  };
}

async function taggedImages(aws: Aws, repository: EcrRepository): Promise<ImageIdentifier[]> {
  const ecr = await aws.ecr();
  const found: ImageIdentifier[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecr.listImages(
      { ...repository, filter: { tagStatus: "TAGGED" }, maxResults: 1000, nextToken },
      aws.callOptions,
    );
    found.push(...(page.imageIds ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/** An image that is gone can't be tagged; `verify` reports it. */
async function tag(
  aws: Aws,
  repository: EcrRepository,
  imageDigest: string,
  stackName: string,
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
        imageTag: servingTag(stackName, imageDigest),
      },
      aws.callOptions,
    )
    .catch((error: unknown) => {
      // Another deployer was faster.
      const { name } = error as Error;
      if (name !== "ImageAlreadyExistsException" && name !== "ImageTagAlreadyExistsException") {
        throw error;
      }
    });
}

/** Tags of digests that are no longer needed. An image's last tag stays: without it, ECR deletes the image. */
function stale(
  tagged: readonly ImageIdentifier[],
  stackName: string,
  digests: readonly string[],
): ImageIdentifier[] {
  return tagged.filter(
    ({ imageTag = "", imageDigest = "" }) =>
      isServingTag(stackName, imageTag) &&
      !digests.includes(imageDigest) &&
      tagged.some((one) => one.imageDigest === imageDigest && one.imageTag !== imageTag),
  );
}

async function untag(
  aws: Aws,
  repository: EcrRepository,
  tags: readonly ImageIdentifier[],
): Promise<void> {
  const ecr = await aws.ecr();
  const mostAtOnce = 100;
  for (let first = 0; first < tags.length; first += mostAtOnce) {
    const imageIds = tags.slice(first, first + mostAtOnce).map(({ imageTag }) => ({ imageTag }));
    await ecr.batchDeleteImage({ ...repository, imageIds }, aws.callOptions);
  }
}
