import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** Stack output `repositories`: the location of each service's images. */
export const repositoriesSchema = z.record(
  z.string(),
  z.object({
    /** Without tag. */
    uri: z.string(),
    arn: z.string(),
  }),
);

export type Repositories = z.output<typeof repositoriesSchema>;

/** Location of one service's images; an `aws.ecr.Repository` fits this interface. */
export interface RepositoryPlace {
  repositoryUrl: pulumi.Output<string>;
  arn: pulumi.Output<string>;
}

export function repositoryOf({ uri, arn }: Repositories[string]): RepositoryPlace {
  return pulumi.output({ repositoryUrl: uri, arn });
}

export function repositoriesOutput(
  services: Record<string, { repository: RepositoryPlace }>,
  kept: Record<string, unknown>,
): pulumi.Output<Repositories> {
  return pulumi.output({
    ...(kept as Record<string, never>),
    ...Object.fromEntries(
      Object.entries(services).map(([name, { repository }]) => [
        name,
        { uri: repository.repositoryUrl, arn: repository.arn },
      ]),
    ),
  });
}
