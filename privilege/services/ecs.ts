import {
  type Actions,
  all,
  anything,
  at,
  both,
  calls,
  type Condition,
  ours,
  read,
  retagged,
  stamped,
  write,
} from "../grant";
import { arePreviews, type Scope } from "../scope";

const inOwn = (kind: string, rest = "") => {
  return (scope: Scope) => at("ecs", `${kind}/${scope.cluster}${rest}`)(scope);
};
const cluster = inOwn("cluster");
const service = inOwn("service", "/*");
const task = inOwn("task", "/*");
// Pulumi appends a random suffix to the name of a fleet.
const capacityProvider = at("ecs", "capacity-provider/*");

/** Families are named after project and stack (components/fleet/taskDefinition.ts). */
export const taskDefinition = (scope: Scope) =>
  at("ecs", `task-definition/${scope.project}-${scope.stack}-*:*`)(scope);

const taggable = both(cluster, service, capacityProvider, taskDefinition);
const creations = [
  "CreateCapacityProvider",
  "CreateCluster",
  "CreateService",
  "RegisterTaskDefinition",
];
const whileCreated = () => ({ StringEquals: { "ecs:CreateAction": creations } });
/** A one-off task gets the tags of its definition. */
const whileRun = () => ({ StringEquals: { "ecs:CreateAction": "RunTask" } });

const inCluster = (scope: Scope) => ({ ArnLike: { "ecs:cluster": cluster(scope) } });

/** Only known of a network that people bring themselves. */
const inSubnets = ({ network }: Scope): Condition =>
  "vpcId" in network
    ? {
        "ForAllValues:StringEquals": {
          "ecs:subnet": [...network.publicSubnetIds, ...network.privateSubnetIds],
        },
      }
    : {};

const runsOwn = (scope: Scope) => ({ ArnLike: { "ecs:task-definition": taskDefinition(scope) } });
/** An update may leave the definition as it is. */
const staysOwn = (scope: Scope) => ({
  ArnLikeIfExists: { "ecs:task-definition": taskDefinition(scope) },
});

/**
 * Previews share a cluster with their environment. On its instances, a privileged container could take the
 * credentials of any task; Fargate accepts none. The key has several values, and without one ECS asks for no
 * compatibility.
 */
const onFargate = (scope: Scope): Condition => {
  const key = "ecs:compute-compatibility";
  if (!arePreviews(scope)) return {};
  return { "ForAllValues:StringEquals": { [key]: ["FARGATE"] }, Null: { [key]: "false" } };
};

/** Of no single type. */
export const ecsShared = {
  // A list of a service's tasks names no container instance (ECS Developer Guide, "List tasks").
  "ecs:ListTasks": read(anything, inCluster),
  "ecs:ListAccountSettings": read(anything),
  "ecs:DescribeTasks": read(task),
  "ecs:RunTask": write(taskDefinition, all(retagged, inCluster)),
  // A cluster that the settings name has no tags of the environment.
  "ecs:ExecuteCommand": [
    write(cluster, (scope) => (scope.existingCluster ? {} : ours(scope))),
    write(task, ours),
  ],
  // Previews share a cluster with the environment that they are built on.
  "ecs:StopTask": write(task, ours),
  "ecs:ListTagsForResource": read(taggable),
  "ecs:TagResource": [
    write(taggable, all(stamped, whileCreated)),
    write(task, whileRun),
    write(taggable, retagged),
  ],
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
      "ecs:CreateService": write(service, all(stamped, runsOwn, inSubnets)),
      "ecs:UpdateService": write(service, all(ours, staysOwn, inSubnets)),
      "ecs:DeleteService": write(service, ours),
      "ecs:DescribeServices": read(service),
    },
    "iam:CreateServiceLinkedRole",
    ...tagging,
  ),
  "aws:ecs/taskDefinition:TaskDefinition": calls(
    {
      "ecs:RegisterTaskDefinition": write(taskDefinition, all(stamped, onFargate)),
      "ecs:DeregisterTaskDefinition": write(anything),
      "ecs:DescribeTaskDefinition": read(anything),
    },
    "iam:PassRole",
    ...tagging,
  ),
};
