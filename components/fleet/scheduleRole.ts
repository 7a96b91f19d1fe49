import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { union } from "../../config/definition";
import type { ServiceSettings } from "../../config/schema";
import { colors } from "../../release/state";
import type { ClusterPlace } from "../stack/foundation";
import { tags } from "../tags";
import { policy } from "./policy";
import { taskFamily } from "./taskDefinition";
import type { TaskRoles } from "./taskRoles";

export interface ScheduleRoleArgs {
  service: string;
  path: string;
  permissionsBoundary?: string;
  needs: readonly ServiceSettings[];
  cluster: ClusterPlace;
  roles: TaskRoles;
  group: aws.scheduler.ScheduleGroup;
}

export interface ScheduleRole {
  arn: pulumi.Output<string>;
  /** Without it no job starts. */
  policy: pulumi.Resource;
}

/** The role with which EventBridge Scheduler starts tasks: of this service alone, and nothing else. */
export function scheduleRole(
  name: string,
  args: ScheduleRoleArgs,
  opts: pulumi.CustomResourceOptions,
): ScheduleRole {
  const { service, path, permissionsBoundary, group } = args;
  const { arn, name: roleName } = new aws.iam.Role(
    name,
    {
      assumeRolePolicy: trustScheduler(group),
      ...{ path, ...(permissionsBoundary !== undefined && { permissionsBoundary }) },
      tags: tags({ service }),
    },
    opts,
  );
  const rights = { role: roleName, policy: startTasks(args) };
  return { arn, policy: new aws.iam.RolePolicy(name, rights, opts) };
}

/** For schedules of this group, so that nobody else's schedule can use the role ("Confused deputy prevention"). */
function trustScheduler({ arn }: aws.scheduler.ScheduleGroup): pulumi.Output<string> {
  const { accountId } = aws.getCallerIdentityOutput();
  return policy([
    {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "scheduler.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": accountId, "aws:SourceArn": arn } },
    },
  ]);
}

function startTasks({ service, needs, cluster, roles }: ScheduleRoleArgs): pulumi.Output<string> {
  const { partition } = aws.getPartitionOutput();
  const { region } = aws.getRegionOutput();
  const { accountId } = aws.getCallerIdentityOutput();
  const ecs = pulumi.interpolate`arn:${partition}:ecs:${region}:${accountId}`;
  return policy([
    {
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: colors.map(
        (color) => pulumi.interpolate`${ecs}:task-definition/${taskFamily(service, color)}:*`,
      ),
      Condition: { ArnEquals: { "ecs:cluster": cluster.arn } },
    },
    {
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: pulumi.interpolate`${ecs}:task/${cluster.name}/*`,
      Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: [
        ...[roles.execution.arn, roles.task.arn],
        ...union(needs, ({ roleArn }) => (roleArn === undefined ? [] : [roleArn])),
      ],
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
  ]);
}
