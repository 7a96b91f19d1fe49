import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterPlace } from "../stack/foundation";
import { tags } from "../tags";

/** The cluster of an environment, with Container Insights for its services and tasks. */
export function ecsCluster(opts: pulumi.CustomResourceOptions): aws.ecs.Cluster {
  return new aws.ecs.Cluster(
    "cluster",
    { settings: [{ name: "containerInsights", value: "enabled" }], tags: tags() },
    opts,
  );
}

/**
 * Lets the cluster place tasks on Auto Scaling groups. A cluster has a single such list, so it is
 * created once for all services, and ECS services must wait for it.
 */
export function associateCapacity(
  cluster: ClusterPlace,
  capacityProviders: pulumi.Output<string>[],
  opts: pulumi.CustomResourceOptions,
): aws.ecs.ClusterCapacityProviders {
  return new aws.ecs.ClusterCapacityProviders(
    "cluster-capacity",
    { clusterName: cluster.name, capacityProviders },
    opts,
  );
}
