import type { ClusterView } from "../../../world/inspector";
import type { Aws } from "../clients";

/** An ECS cluster; null if there is none of this name. */
export async function describeCluster(aws: Aws, name: string): Promise<ClusterView | null> {
  const ecs = await aws.ecs();
  const { clusters = [] } = await ecs.describeClusters(
    { clusters: [name], include: ["SETTINGS"] },
    aws.callOptions,
  );
  const [found] = clusters;
  if (!found) return null;
  const insights = found.settings?.find((one) => one.name === "containerInsights")?.value;
  return {
    arn: found.clusterArn ?? "",
    status: found.status ?? "unknown",
    capacityProviders: found.capacityProviders ?? [],
    insights: insights === "enabled" || insights === "enhanced",
  };
}
