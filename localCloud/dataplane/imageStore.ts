import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseImageReference } from "../../automation/world/imageReference";
import { CloudError } from "../errors";

export interface Image {
  /** `sha256:` and 64 hexadecimal digits. */
  digest: string;
  directory: string;
  /** Of its first push, in milliseconds since the epoch. */
  pushedMs: number;
}

interface ImageRepository {
  /** URI without tag. */
  uri: string;
  immutableTags: boolean;
  byDigest: Map<string, Image>;
  digestByTag: Map<string, string>;
  lifecycle: LifecycleRule[];
}

export interface LifecycleRule {
  rulePriority: number;
  selection: {
    tagStatus: "any" | "tagged";
    tagPrefixList?: string[] | undefined;
    countNumber: number;
  };
}

/** The container registry: an image is a directory, and its digest a hash of the contents. */
export class ImageStore {
  /** By name. */
  private readonly repositories = new Map<string, ImageRepository>();

  createRepository(name: string, uri: string, immutableTags: boolean): void {
    if (this.repositories.has(name)) {
      throw new CloudError(
        "RepositoryAlreadyExistsException",
        `The repository with name '${name}' already exists in the registry`,
      );
    }
    const empty = { byDigest: new Map<string, Image>(), digestByTag: new Map<string, string>() };
    this.repositories.set(name, { uri, immutableTags, ...empty, lifecycle: [] });
  }

  setImmutableTags(name: string, immutableTags: boolean): void {
    this.repository(name).immutableTags = immutableTags;
  }

  setLifecycle(name: string, lifecycle: LifecycleRule[]): void {
    this.repository(name).lifecycle = lifecycle;
    expire(this.repository(name));
  }

  /** Adds a tag to an existing image. */
  addTag(nameOrUri: string, tag: string, digest: string): void {
    const repository = this.repository(nameOrUri);
    if (repository.byDigest.has(digest)) repository.digestByTag.set(tag, digest);
  }

  /** Without its last tag an image is deleted, as in ECR. */
  removeTag(nameOrUri: string, tag: string): void {
    const { byDigest, digestByTag } = this.repository(nameOrUri);
    const digest = digestByTag.get(tag);
    digestByTag.delete(tag);
    if (digest && ![...digestByTag.values()].includes(digest)) byDigest.delete(digest);
  }

  /** Digests by tag. */
  tags(nameOrUri: string): Record<string, string> {
    return Object.fromEntries(this.repository(nameOrUri).digestByTag);
  }

  deleteRepository(name: string, force: boolean): void {
    if (this.repository(name).byDigest.size > 0 && !force) {
      throw new CloudError(
        "RepositoryNotEmptyException",
        `The repository with name '${name}' cannot be deleted because it still contains images`,
      );
    }
    this.repositories.delete(name);
  }

  /** `nameOrUri` has no tag. Returns the image and its URI pinned by digest. */
  push(nameOrUri: string, tag: string, directory: string): { digest: string; uri: string } {
    const repository = this.repository(nameOrUri);
    const digest = digestOf(directory);
    const tagged = repository.digestByTag.get(tag);
    if (repository.immutableTags && tagged !== undefined && tagged !== digest) {
      throw new CloudError(
        "ImageTagAlreadyExistsException",
        `The image tag '${tag}' already exists in the '${nameOrUri}' repository and cannot be ` +
          "overwritten because the repository is immutable",
      );
    }
    const pushedMs = repository.byDigest.get(digest)?.pushedMs ?? Date.now();
    repository.byDigest.set(digest, { digest, directory, pushedMs });
    repository.digestByTag.set(tag, digest);
    expire(repository);
    return { digest, uri: `${repository.uri}@${digest}` };
  }

  /** When each image was pushed, by digest. */
  pushes(nameOrUri: string): Record<string, number> {
    const { byDigest } = this.repository(nameOrUri);
    return Object.fromEntries([...byDigest].map(([digest, { pushedMs }]) => [digest, pushedMs]));
  }

  /** Every tag, as `<repository URI>:<tag>`. */
  list(): { reference: string; digest: string }[] {
    return [...this.repositories.values()].flatMap(({ uri, digestByTag }) =>
      [...digestByTag].map(([tag, digest]) => ({ reference: `${uri}:${tag}`, digest })),
    );
  }

  /** `reference` as in a task definition: `<repository URI>:<tag>` or `<repository URI>@<digest>`. */
  find(reference: string): Image | undefined {
    const { repository: name, tag, digest } = parseImageReference(reference);
    const repository = this.repositories.get(name) ?? this.byUri(name);
    return repository?.byDigest.get(digest ?? repository.digestByTag.get(tag ?? "latest") ?? "");
  }

  private repository(nameOrUri: string): ImageRepository {
    const repository = this.repositories.get(nameOrUri) ?? this.byUri(nameOrUri);
    if (repository) return repository;
    throw new CloudError(
      "RepositoryNotFoundException",
      `The repository with name '${nameOrUri}' does not exist in the registry`,
    );
  }

  private byUri(uri: string): ImageRepository | undefined {
    return [...this.repositories.values()].find((repository) => repository.uri === uri);
  }
}

/** At once, where ECR takes up to a day. What a rule of higher priority matches, no other rule expires. */
function expire({ byDigest, digestByTag, lifecycle }: ImageRepository): void {
  const matched = new Set<string>();
  for (const { selection } of lifecycle.sort((a, b) => a.rulePriority - b.rulePriority)) {
    const tagsOf = (digest: string) =>
      [...digestByTag].flatMap(([tag, tagged]) => (tagged === digest ? [tag] : []));
    const isSelected = (digest: string) =>
      selection.tagStatus === "any" ||
      tagsOf(digest).some((tag) =>
        (selection.tagPrefixList ?? []).some((prefix) => tag.startsWith(prefix)),
      );
    const found = [...byDigest.keys()].filter((digest) => isSelected(digest));
    const expired = found
      .slice(0, Math.max(0, found.length - selection.countNumber))
      .filter((digest) => !matched.has(digest));
    for (const digest of found) matched.add(digest);
    for (const digest of expired) {
      byDigest.delete(digest);
      for (const tag of tagsOf(digest)) digestByTag.delete(tag);
    }
  }
}

function digestOf(directory: string): string {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash("sha256");
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(directory, file)}\0${content.length}\0`).update(content);
  }
  return `sha256:${hash.digest("hex")}`;
}

/** What ECS says of a task whose image the registry does not have. */
export function cannotPull(image: string): string {
  return `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`;
}
