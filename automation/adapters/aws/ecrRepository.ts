import { ecrLocation } from "../../../config/ecr";

export interface EcrRepository {
  registryId?: string;
  repositoryName: string;
}

/**
 * A repository as the ECR API names it. The registry id is the account in the registry's host name; without
 * one ECR uses the caller's own account.
 */
export function ecrRepository(repositoryUri: string): EcrRepository {
  const location = ecrLocation(repositoryUri);
  if (location) return { registryId: location.account, repositoryName: location.name };
  return { repositoryName: repositoryUri.slice(repositoryUri.indexOf("/") + 1) };
}
