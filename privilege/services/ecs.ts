import { type Actions, anything, at, both, calls, ours, read, stamped, write } from "../grant";
import type { Scope } from "../scope";

// Pulumi appends a random suffix to these names.
const cluster = at("ecs", "cluster/cluster-*");
const service = at("ecs", "service/cluster-*/*");
const task = at("ecs", "task/cluster-*/*");
const capacityProvider = at("ecs", "capacity-provider/*");

/** Families are named after project and stack (components/fleet/taskDefinition.ts). */
const taskDefinition = (scope: Scope) =>
  at("ecs", `task-definition/${scope.project}-${scope.stack}-*:*`)(scope);

const taggable = both(cluster, service, capacityProvider, taskDefinition);

const inCluster = (scope: Scope) => ({ ArnLike: { "ecs:cluster": cluster(scope) } });

/** Of no single type. */
export const ecsShared = {
  // A list of a service's tasks names no container instance (ECS Developer Guide, "List tasks").
  "ecs:ListTasks": read(anything, inCluster),
  "ecs:DescribeTasks": read(task),
  "ecs:RunTask": write(taskDefinition, inCluster),
  "ecs:StopTask": write(task),
  "ecs:ListTagsForResource": read(taggable),
  "ecs:TagResource": [write(taggable, stamped), write(taggable, ours)],
  "ecs:UntagResource": write(taggable, ours),
} satisfies Actions;

const tagging = ["ecs:ListTagsForResource", "ecs:TagResource", "ecs:UntagResource"] as const;

export const ecsTypes = {
  "aws:ecs/cluster:Cluster": calls(
    {
      "ecs:CreateCluster": write(cluster, stamped),
      "ecs:UpdateCluster": write(cluster, ours),
      "ecs:DeleteCluster": write(cluster, ours),
      "ecs:DescribeClusters": read(cluster),
    },
    "iam:CreateServiceLinkedRole",
    ...tagging,
  ),
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": calls(
    {
      "ecs:PutClusterCapacityProviders": write(cluster, ours),
    },
    "ecs:DescribeClusters",
  ),
  "aws:ecs/capacityProvider:CapacityProvider": calls(
    {
      "ecs:CreateCapacityProvider": write(capacityProvider, stamped),
      "ecs:UpdateCapacityProvider": write(capacityProvider, ours),
      "ecs:DeleteCapacityProvider": write(capacityProvider, ours),
      "ecs:DescribeCapacityProviders": read(capacityProvider),
    },
    // ECS tags the group as its own, using the caller's rights.
    "autoscaling:CreateOrUpdateTags",
    ...tagging,
  ),
  "aws:ecs/service:Service": calls(
    {
      "ecs:CreateService": write(service, stamped),
      "ecs:UpdateService": write(service, ours),
      "ecs:DeleteService": write(service, ours),
      "ecs:DescribeServices": read(service),
    },
    "iam:CreateServiceLinkedRole",
    ...tagging,
  ),
  "aws:ecs/taskDefinition:TaskDefinition": calls(
    {
      "ecs:RegisterTaskDefinition": write(taskDefinition, stamped),
      "ecs:DeregisterTaskDefinition": write(anything),
      "ecs:DescribeTaskDefinition": read(anything),
    },
    "iam:PassRole",
    ...tagging,
  ),
};
