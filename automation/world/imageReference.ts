import {
  digestPattern,
  type ImageReference,
  splitImage,
  tagPattern,
  withLowerCaseHost,
} from "../../config/imageRepository";

/** Of what somebody may have pasted: spaces around it mean nothing. */
export function parseImageReference(reference: string): ImageReference {
  return splitImage(reference.trim());
}

/**
 * What a person means by a reference to an image of the service: a tag, a digest or `<name>:<tag>` alone is in
 * its own repository.
 */
export function imageReferenceIn(repositoryUri: string, reference: string): ImageReference {
  const text = reference.trim();
  const name = repositoryUri.slice(repositoryUri.lastIndexOf("/") + 1);
  if (text.startsWith("sha256:")) return parseImageReference(`${repositoryUri}@${text}`);
  // Without any of these it can only be meant as a tag, valid or not.
  if (!/[/:@]/.test(text)) return parseImageReference(`${repositoryUri}:${text}`);
  if (text.startsWith(`${name}:`) || text.startsWith(`${name}@`)) {
    return parseImageReference(`${repositoryUri}${text.slice(name.length)}`);
  }
  return parseImageReference(withLowerCaseHost(text));
}

/** Why a reference can't be an image of the service, without asking the registry; null if it can. */
export function objectionTo(
  { repository, tag, digest }: ImageReference,
  reference: string,
  repositoryUri: string,
): string | null {
  if (repository !== repositoryUri) {
    return (
      `\`${reference}\` is not in the service's own repository \`${repositoryUri}\`. ` +
      `Push the image there and use \`${repositoryUri}:<tag>\` or \`${repositoryUri}@sha256:<digest>\`.`
    );
  }
  if (tag === undefined && digest === undefined) {
    return `\`${reference}\` has neither a tag nor a digest. Use \`${repositoryUri}:<tag>\`.`;
  }
  if (tag !== undefined && !tagPattern.test(tag)) {
    return (
      `\`${reference}\` is malformed. A tag has 1 to 128 letters, digits, \`_\`, \`.\` and \`-\`, of which the first ` +
      "is neither `.` nor `-`."
    );
  }
  if (digest === undefined || digestPattern.test(digest)) return null;
  return `\`${reference}\` is malformed. A digest is \`sha256:\` followed by 64 hexadecimal digits, in lower case.`;
}
