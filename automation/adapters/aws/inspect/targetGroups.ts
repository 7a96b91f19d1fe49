import type { Aws } from "../clients";

/** What one call takes at most. */
const arnsPerCall = 20;

/** Load balancers of each target group that exists. */
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

/** One that is not there fails the whole call: then each is asked for by itself. */
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
