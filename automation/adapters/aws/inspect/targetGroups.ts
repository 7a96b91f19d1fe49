import type { Aws } from "../clients";

/** Maximum per call. */
const arnsPerCall = 20;

/** The load balancers of each existing target group. */
export async function describeTargetGroups(
  aws: Aws,
  arns: readonly string[],
): Promise<Record<string, string[]>> {
  const chunks = Array.from({ length: Math.ceil(arns.length / arnsPerCall) }, (_, index) =>
    arns.slice(index * arnsPerCall, (index + 1) * arnsPerCall),
  );
  const found = await Promise.all(chunks.map((chunk) => describe(aws, chunk)));
  return Object.assign({}, ...found) as Record<string, string[]>;
}

/** If one does not exist the whole call fails; then each is asked for separately. */
async function describe(aws: Aws, arns: string[]): Promise<Record<string, string[]>> {
  try {
    const { TargetGroups = [] } = await (
      await aws.loadBalancing()
    ).describeTargetGroups({ TargetGroupArns: arns }, aws.callOptions);
    return Object.fromEntries(
      TargetGroups.map((group) => [group.TargetGroupArn ?? "", group.LoadBalancerArns ?? []]),
    );
  } catch (error) {
    const isMissing = error instanceof Error && error.name === "TargetGroupNotFoundException";
    if (!isMissing) throw error;
    if (arns.length === 1) return {};
    const each = await Promise.all(arns.map((arn) => describe(aws, [arn])));
    return Object.assign({}, ...each) as Record<string, string[]>;
  }
}
