import { createHash } from "node:crypto";
import { ecrLocation } from "../../config/ecr";
import { sidecarImages } from "../../config/sidecarImage";
import type { ReleaseState } from "../../release/state";

/** Makes sure that no lifecycle rule deletes an image that serves or that a rollback needs. */
export interface ImageKeeper {
  /**
   * Gives these digests of a repository a tag of the stack's own (`servingTag`), and takes it from all others. Only
   * in a repository of the stack itself: another stack's may not be deleted from.
   *
   * @param owner see ownerOf
   */
  keep(repositoryUri: string, owner: string, digests: readonly string[]): Promise<void>;
}

/** Repositories keep images with such a tag for ever (components/images/repository.ts). */
export const servingPrefix = "serving-";

/** Stacks of two projects may have the same name: `<project>/<stack>`. */
export function ownerOf({ project, name }: { project: string; name: string }): string {
  return `${project}/${name}`;
}

/** Tags of the program's repositories can't be moved, so each digest has a tag of its own. */
export function servingTag(owner: string, digest: string): string {
  return `${prefixOf(owner)}${digest.replace("sha256:", "").slice(0, 12)}`;
}

export function isServingTag(owner: string, tag: string): boolean {
  const prefix = prefixOf(owner);
  return tag.startsWith(prefix) && /^[0-9a-f]{12}$/.test(tag.slice(prefix.length));
}

/** What the grammar of image references leaves of 128 characters. */
const longestOwner = 128 - servingPrefix.length - "-".length - 12;

/** A tag may contain no slash. */
function prefixOf(owner: string): string {
  const name =
    owner.length > longestOwner ? createHash("sha256").update(owner).digest("hex") : owner;
  return `${servingPrefix}${name.replace("/", ".")}-`;
}

/** Whether a repository was made for a service of this stack: `<project>/<stack>/<service>`. */
export function isOwnRepository(repositoryUri: string, owner: string): boolean {
  return ecrLocation(repositoryUri)?.name.replace(/\/[^/]*$/, "") === owner.toLowerCase();
}

/** What `keep` changes about a repository's tags: those to add, by their digests, and those to remove. */
export function tagChanges(
  tags: Readonly<Record<string, string>>,
  repositoryUri: string,
  owner: string,
  digests: readonly string[],
): { add: string[]; remove: string[] } {
  const add = digests.filter((digest) => !(servingTag(owner, digest) in tags));
  if (!isOwnRepository(repositoryUri, owner)) return { add, remove: [] };
  const tagged = Object.entries(tags);
  // An image's last tag stays: without it, ECR deletes the image.
  const remove = tagged.filter(
    ([tag, digest]) =>
      isServingTag(owner, tag) &&
      !digests.includes(digest) &&
      tagged.some((other) => other[1] === digest && other[0] !== tag),
  );
  return { add, remove: remove.map(([tag]) => tag) };
}

/** Digests by repository that the services need: what serves, the way back, and the candidates. */
export function neededDigests(
  { services }: Pick<ReleaseState, "services">,
  candidates: readonly string[] = [],
): Map<string, string[]> {
  const images = Object.values(services).flatMap(({ fleets, previous }) =>
    [fleets.blue, fleets.green, previous].flatMap((one) =>
      one?.image ? [one.image, ...sidecarImages(one.settings)] : [],
    ),
  );
  const needed = new Map<string, string[]>();
  for (const image of new Set([...images, ...candidates])) {
    const [uri = "", digest] = image.split("@");
    if (digest !== undefined) needed.set(uri, [...(needed.get(uri) ?? []), digest]);
  }
  return needed;
}
