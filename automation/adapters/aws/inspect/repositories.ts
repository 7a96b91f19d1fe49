import type { Aws } from "../clients";

/** Names of the account's repositories that begin like this. ECR can't be asked for them, so all are listed. */
export async function repositoriesBelow(aws: Aws, prefix: string): Promise<string[]> {
  const ecr = await aws.ecr();
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecr.describeRepositories({ maxResults: 1000, nextToken }, aws.callOptions);
    names.push(...(page.repositories ?? []).flatMap(({ repositoryName = "" }) => repositoryName));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names.filter((name) => name.startsWith(prefix)).sort();
}
