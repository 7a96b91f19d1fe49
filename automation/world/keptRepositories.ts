/** Pulumi's type token of a service's ECR repository. */
export const repositoryType = "aws:ecr/repository:Repository";

/** ECR repositories that stay when nothing uses them any more, each with how to delete it, for people. */
export function describeKept(names: readonly string[], region: string | undefined): string[] {
  const where = region === undefined ? "" : ` --region ${region}`;
  return names.map(
    (name) =>
      `ECR keeps ${name} with its images; to delete it: ` +
      `\`aws ecr delete-repository --force --repository-name ${name}${where}\``,
  );
}

/** The same, with what they cost. */
export function billedFor(names: readonly string[], region: string | undefined): string[] {
  if (names.length === 0) return [];
  return ["images that stay cost $0.10 per GB a month:", ...describeKept(names, region)];
}
