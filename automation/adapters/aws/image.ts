import type { ECR, Image, ImageFailure } from "@aws-sdk/client-ecr";
import type { ImageLookup } from "../../world/ports";
import { translateAwsError } from "./awsFailures";
import type { Aws } from "./clients";
import { manifestMediaTypes } from "../registry/manifest";
import type { ImageReference } from "../../../config/imageRepository";
import { imageReferenceIn, objectionTo } from "../../world/imageReference";
import { type EcrRepository, ecrRepository } from "./ecrRepository";
import { architectureOf } from "./imageArchitecture";

/**
 * Finds an image in the service's own ECR repository by tag or digest, and pins it by digest. Given both, ECR
 * checks that they match.
 */
export async function findImage(
  aws: Aws,
  reference: string,
  repositoryUri: string,
): Promise<ImageLookup> {
  const wanted = imageReferenceIn(repositoryUri, reference);
  const objection = objectionTo(wanted, reference, repositoryUri);
  if (objection !== null) return { found: false, reason: objection };

  const ecr = await aws.ecr();
  const repository = ecrRepository(repositoryUri);
  const answer = await askEcr(ecr, wanted, repository, aws.callOptions);
  if ("reason" in answer) return { found: false, reason: answer.reason };
  const digest = answer.image?.imageId?.imageDigest;
  if (answer.image === undefined || digest === undefined) {
    return { found: false, reason: failureReason(answer.failure, wanted, repositoryUri) };
  }
  const architecture = await architectureOf(ecr, repository, answer.image, aws.callOptions);
  return { found: true, pinned: `${repositoryUri}@${digest}`, digest, architecture };
}

type Answer = { image: Image | undefined; failure: ImageFailure | undefined } | { reason: string };

async function askEcr(
  ecr: ECR,
  { tag, digest }: ImageReference,
  repository: EcrRepository,
  callOptions: Aws["callOptions"],
): Promise<Answer> {
  const imageId = {
    ...(tag === undefined ? {} : { imageTag: tag }),
    ...(digest === undefined ? {} : { imageDigest: digest }),
  };
  try {
    const { images, failures } = await ecr.batchGetImage(
      { ...repository, imageIds: [imageId], acceptedMediaTypes: [...manifestMediaTypes] },
      callOptions,
    );
    return { image: images?.[0], failure: failures?.[0] };
  } catch (error) {
    const failure = translateAwsError(error);
    if (failure?.code === "repository-missing" || failure?.code === "access-denied") {
      return { reason: `${failure.message} ${failure.next}` };
    }
    throw error;
  }
}

function failureReason(
  failure: ImageFailure | undefined,
  { tag, digest }: ImageReference,
  repositoryUri: string,
): string {
  const wanted = [tag && `tag \`${tag}\``, digest && `digest \`${digest}\``]
    .filter(Boolean)
    .join(" and ");
  const code = failure?.failureCode ?? "ImageNotFound";
  if (code === "ImageNotFound") {
    return `\`${repositoryUri}\` has no image with ${wanted}. Push it, or choose an existing one.`;
  }
  if (code === "ImageTagDoesNotMatchDigest") {
    return `In \`${repositoryUri}\`, ${wanted} are different images. Use only the tag or only the digest.`;
  }
  const why = failure?.failureReason ?? "no reason given";
  return `\`${repositoryUri}\` did not return the image with ${wanted}: ${code}: ${why}.`;
}
