import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ecrLocation } from "../../config/ecr";
import type { ServiceState } from "../../release/state";
import { union } from "../../config/definition";
import type { ServiceSettings, Settings } from "../../config/schema";
import { policy, trustTasks } from "./policy";
import type { RepositoryPlace } from "../images/repositories";
import { rolePlace } from "./rolePlace";
import { readSecrets } from "./secrets";
import { tags } from "../tags";

export interface TaskRolesArgs {
  service: string;
  settings: ServiceSettings;
  /** Of every fleet that may run, since their tasks share the roles. */
  needs: readonly ServiceSettings[];
  environment: Pick<Settings, "permissionsBoundary">;
  repository: RepositoryPlace;
  /** Services whose images may be in other repositories. */
  fleets: ServiceState["fleets"];
  logGroup: aws.cloudwatch.LogGroup;
}

/** The roles of a service's tasks. */
export class TaskRoles extends pulumi.ComponentResource {
  /** Used by ECS to start a task: pull this service's images, read its secrets, write its logs. */
  readonly execution: aws.iam.Role;
  /** Used by the code in the task. It has no rights until somebody grants it some. */
  readonly task: aws.iam.Role;
  /** Without this policy no task starts. */
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

function startTask(args: TaskRolesArgs): pulumi.Output<string> {
  const { needs, logGroup } = args;
  const logins = union(needs, ({ repositorySecretArn: arn }) => (arn === undefined ? [] : [arn]));
  return policy([
    {
      Effect: "Allow",
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
      ],
      Resource: repositoryArns(args),
    },
    // This action does not support resource-level permissions.
    { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: pulumi.interpolate`${logGroup.arn}:*`,
    },
    ...readSecrets(needs),
    ...logins.map((arn) => ({
      Effect: "Allow" as const,
      Action: "secretsmanager:GetSecretValue",
      Resource: arn,
    })),
  ]);
}

/** The service's own ECR repository and others in ECR; other registries are outside IAM. */
function repositoryArns(args: TaskRolesArgs): pulumi.Output<string | string[]> {
  const { repository, fleets, settings } = args;
  const images = [fleets.blue.image, fleets.green.image, settings.repository];
  const named = images.flatMap((image) => ecrLocation(image?.split("@")[0] ?? "")?.arn ?? []);
  return repository.arn.apply((own) => {
    const others = [...new Set(named)].filter((arn) => arn !== own).sort();
    return others.length > 0 ? [own, ...others] : own;
  });
}
