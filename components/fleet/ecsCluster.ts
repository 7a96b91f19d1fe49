import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { clusterName } from "../../privilege/scope";
import type { ClusterPlace } from "../stack/foundation";
import { tags } from "../tags";

/**
 * The cluster of an environment, with Container Insights for its services and tasks. It is named
 * after project and stack, because policies tell clusters apart by their names. An older cluster
 * keeps its name, so that what serves in it stays.
 *
 * @param deployed name of the cluster as of the last `up`
 */
export function ecsCluster(
  deployed: string | undefined,
  opts: pulumi.CustomResourceOptions,
): aws.ecs.Cluster {
  const isOld = deployed !== undefined && /^cluster-[0-9a-f]{7}$/.test(deployed);
  return new aws.ecs.Cluster(
    isOld ? "cluster" : clusterName(pulumi.getProject(), pulumi.getStack()),
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
