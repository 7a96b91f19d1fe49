export interface ImageReference {
  /** Registry and repository, such as `123456789012.dkr.ecr.eu-central-1.amazonaws.com/users`. */
  repository: string;
  tag: string | undefined;
  /** `sha256:...` */
  digest: string | undefined;
}

/** Takes `repository[:tag][@digest]` apart; a colon before the last slash is a registry's port. */
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

const ecrHost = /^(?<registryId>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\./;

/**
 * The ECR API's names for a repository. The registry id is the account in the registry's host name;
 * without one ECR takes the caller's own account.
 */
export function ecrRepository(repositoryUri: string): EcrRepository {
  const repositoryName = repositoryUri.slice(repositoryUri.indexOf("/") + 1);
  const registryId = ecrHost.exec(repositoryUri)?.groups?.registryId;
  return registryId === undefined ? { repositoryName } : { registryId, repositoryName };
}

export interface EcrRepository {
  registryId?: string;
  repositoryName: string;
}

/** Undefined when the host name is not one of ECR's. */
export function ecrRegion(repositoryUri: string): string | undefined {
  return ecrHost.exec(repositoryUri)?.groups?.region;
}
