/** ECR repositories that stay when nothing uses them any more, each with how to delete it, for people. */
export function describeKept(names: readonly string[], region: string | undefined): string[] {
  const where = region === undefined ? "" : ` --region ${region}`;
  return names.map(
    (name) =>
      `ECR keeps ${name} with its images; to delete it: ` +
      `\`aws ecr delete-repository --force --repository-name ${name}${where}\``,
  );
}
