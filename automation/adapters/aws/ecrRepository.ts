import { ecrLocation } from "../../../config/ecr";

export interface EcrRepository {
  registryId?: string;
  repositoryName: string;
}

/**
 * The ECR API's names for a repository. The registry id is the account in the registry's host name;
 * without one ECR takes the caller's own account.
 */
export function ecrRepository(repositoryUri: string): EcrRepository {
  const location = ecrLocation(repositoryUri);
  if (location) return { registryId: location.account, repositoryName: location.name };
  return { repositoryName: repositoryUri.slice(repositoryUri.indexOf("/") + 1) };
}
