import { z } from "zod";
import { ecrLocation } from "./ecr";

/** Of what comes before the digest (`image` of ContainerDefinition, Amazon ECS API Reference). */
export const maxRepositoryLength = 255;

/** Parts of `repository[:tag][@digest]`. */
export interface ImageReference {
  /** Registry and repository, such as `123456789012.dkr.ecr.eu-central-1.amazonaws.com/users`. */
  repository: string;
  tag: string | undefined;
  /** `sha256:...` */
  digest: string | undefined;
}

export const tagPattern = /^[\w][\w.-]{0,127}$/;
export const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** A colon before the last slash belongs to the registry's port. */
export function splitImage(image: string): ImageReference {
  const [name = "", digest] = image.split(/@(.*)/s, 2);
  const colon = name.lastIndexOf(":");
  const isTagged = colon > name.lastIndexOf("/");
  return {
    repository: isTagged ? name.slice(0, colon) : name,
    tag: isTagged ? name.slice(colon + 1) : undefined,
    digest,
  };
}

/** In front of a digest, ECR's names and the grammar of image references agree on this. */
const component = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";
const pathComponent = new RegExp(`^${component}$`);
const host = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const withoutImage = "name only the repository: each release names its own image";

/** Where images are: a registry and a path, without tag or digest. A registry's host name is kept in lower case. */
export const imageRepository = z
  .string()
  .max(maxRepositoryLength)
  .superRefine((text, context) => {
    const message = repositoryProblem(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  })
  .transform(withLowerCaseHost);

/** Host names have no case, but what is compared has. */
export function withLowerCaseHost(name: string): string {
  const slash = name.indexOf("/");
  return name.slice(0, Math.max(0, slash)).toLowerCase() + name.slice(Math.max(0, slash));
}

function repositoryProblem(text: string): string | undefined {
  const [registry = "", ...path] = text.split("/");
  if (text.includes("://"))
    return "begins with a protocol; start with the registry, such as `ghcr.io`";
  if (text.includes("@")) return `has a digest; ${withoutImage}`;
  if (path.at(-1)?.includes(":")) return `has a tag; ${withoutImage}`;
  if (/[A-Z]/.test(path.join("/")))
    return "has capital letters in its path, which the names of repositories can't have";
  if (path.length === 0 || !(registry === "localhost" || /[.:]/.test(registry))) {
    return "must be a registry and a path, such as `ghcr.io/team/users`";
  }
  const [name = "", port] = registry.split(/:(.*)/s);
  if (!host.test(name.toLowerCase())) return "begins with a registry that is not a valid host name";
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    return "has a registry whose port is not a number from 1 to 65535";
  }
  if (!path.every((one) => pathComponent.test(one))) {
    return "must have a path of lower-case letters and digits, separated by `/`, hyphens, or one `.`, `_` or `__`";
  }
  // RepositoryName, Amazon ECR API Reference.
  if (ecrLocation(withLowerCaseHost(text))?.name.length === 1)
    return "has a name of one character; ECR's have at least 2";
  return undefined;
}
