import { withLowerCaseHost } from "../../config/imageRepository";

export interface ImageReference {
  /** Registry and repository, such as `123456789012.dkr.ecr.eu-central-1.amazonaws.com/users`. */
  repository: string;
  tag: string | undefined;
  /** `sha256:...` */
  digest: string | undefined;
}

/** Parses `repository[:tag][@digest]`; a colon before the last slash belongs to the registry's port. */
export function parseImageReference(reference: string): ImageReference {
  const [name = "", digest] = reference.trim().split("@", 2);
  const colon = name.lastIndexOf(":");
  const tagged = colon > name.lastIndexOf("/");
  return {
    repository: tagged ? name.slice(0, colon) : name,
    tag: tagged ? name.slice(colon + 1) : undefined,
    digest,
  };
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

const tagPattern = /^[\w][\w.-]{0,127}$/;

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
  if (digest === undefined || /^sha256:[0-9a-f]{64}$/.test(digest)) return null;
  return `\`${reference}\` is malformed. A digest is \`sha256:\` followed by 64 hexadecimal digits, in lower case.`;
}
