import { parseImageReference } from "../../automation/world/imageReference";
import type { Cloud } from "../cloud";

export type ImageView =
  { found: true; pinned: string; digest: string } | { found: false; reason: string };

/** Finds an image by tag or digest, only in the repository of its service. */
export function lookUpImage(cloud: Cloud, reference: string, repositoryUri: string): ImageView {
  const { repository, tag, digest } = parseImageReference(reference);
  if (repository !== repositoryUri) {
    const reason = `\`${reference}\` is not found in repository \`${repositoryUri}\``;
    return { found: false, reason };
  }
  const image = cloud.images.find(reference);
  if (image) return { found: true, digest: image.digest, pinned: `${repository}@${image.digest}` };
  const wanted = digest ? `digest \`${digest}\`` : `tag \`${tag ?? "latest"}\``;
  return { found: false, reason: `\`${repositoryUri}\` has no image with ${wanted}` };
}
