import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/schema";
import { policy, trustTasks } from "./policy";
import { rolePlace } from "./rolePlace";
import { tags } from "./tags";

export interface TaskRolesArgs {
  service: string;
  environment: Pick<Settings, "permissionsBoundary">;
  repository: aws.ecr.Repository;
  logGroup: aws.cloudwatch.LogGroup;
}

/** Who a service's tasks are. */
export class TaskRoles extends pulumi.ComponentResource {
  /** For ECS to start a task: pull this service's images, write this service's logs. */
  readonly execution: aws.iam.Role;
  /** For the code in the task. It may do nothing until somebody grants it something. */
  readonly task: aws.iam.Role;
  /** Without it no task starts. */
  readonly executionPolicy: aws.iam.RolePolicy;

  constructor(name: string, args: TaskRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:TaskRoles", name, {}, opts);
    const own = { parent: this };
    const role = {
      assumeRolePolicy: trustTasks(),
      ...rolePlace(args.environment),
      tags: tags({ service: args.service }),
    };
    this.execution = new aws.iam.Role(`${name}-execution`, role, own);
    this.task = new aws.iam.Role(`${name}-task`, role, own);
    this.executionPolicy = new aws.iam.RolePolicy(
      `${name}-execution`,
      { role: this.execution.name, policy: startTask(args) },
      own,
    );
    this.registerOutputs({});
  }
}

function startTask({ repository, logGroup }: TaskRolesArgs): pulumi.Output<string> {
  return policy([
    {
      Effect: "Allow",
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
      ],
      Resource: repository.arn,
    },
    // This one knows no resource.
    { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: pulumi.interpolate`${logGroup.arn}:*`,
    },
  ]);
}
