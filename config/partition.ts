/** Regions outside the commercial partition. Source: the list of partitions of the AWS SDKs. */
const partitions: [regions: RegExp, partition: string][] = [
  [/^cn-/, "aws-cn"],
  [/^us-gov-/, "aws-us-gov"],
  [/^us-iso-/, "aws-iso"],
  [/^us-isob-/, "aws-iso-b"],
  [/^eu-isoe-/, "aws-iso-e"],
  [/^us-isof-/, "aws-iso-f"],
  [/^eusc-/, "aws-eusc"],
];

/** What ARNs of a region name after `arn:`. */
export function partitionOf(region: string): string {
  return partitions.find(([regions]) => regions.test(region))?.[1] ?? "aws";
}

/** What is wrong with where an ARN says its resource is; undefined if such a place may exist. */
export function placeProblem(partition: string, region: string): string | undefined {
  if (!/^[a-z]+(-[a-z]+)+-\d+$/.test(region)) {
    return "is an ARN without a valid region, such as `eu-central-1`";
  }
  const right = partitionOf(region);
  return partition === right
    ? undefined
    : `is an ARN that names a region of another partition; in that region ARNs begin with \`arn:${right}:\``;
}
