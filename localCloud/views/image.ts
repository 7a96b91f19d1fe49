import { imageReferenceIn, objectionTo } from "../../automation/world/imageReference";
import type { Cloud } from "../cloud";

export type ImageView =
  { found: true; pinned: string; digest: string } | { found: false; reason: string };

/** Finds an image by tag or digest, only in the repository of its service. */
export function lookUpImage(cloud: Cloud, reference: string, repositoryUri: string): ImageView {
  const named = imageReferenceIn(repositoryUri, reference);
  const objection = objectionTo(named, reference, repositoryUri);
  if (objection !== null) return { found: false, reason: objection };
  const { tag, digest } = named;
  const image = cloud.images.find(
    `${repositoryUri}${tag ? `:${tag}` : ""}${digest ? `@${digest}` : ""}`,
  );
  if (image) {
    return { found: true, digest: image.digest, pinned: `${repositoryUri}@${image.digest}` };
  }
  const wanted = digest ? `digest \`${digest}\`` : `tag \`${tag!}\``;
  return { found: false, reason: `\`${repositoryUri}\` has no image with ${wanted}` };
}
