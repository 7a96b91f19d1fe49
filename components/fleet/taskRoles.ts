import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ecrLocation } from "../../config/ecr";
import { splitImage } from "../../config/imageRepository";
import type { ServiceState } from "../../release/state";
import { loginsOf, union } from "../../config/definition";
import type { ServiceSettings, Settings } from "../../config/schema";
import { sessionActions } from "../../privilege/taskRights";
import { statementsOf } from "../../config/taskPermissions";
import { policy, trustTasks } from "./policy";
import type { RepositoryPlace } from "../images/repositories";
import { rolePlace } from "./rolePlace";
import { readSecrets } from "./secrets";
import { tags } from "../tags";
import { mountStatements } from "./volumes";

export interface TaskRolesArgs {
  service: string;
  settings: ServiceSettings;
  /** Of every fleet that may run, since their tasks share the roles. */
  needs: readonly ServiceSettings[];
  environment: Pick<Settings, "foundation" | "permissionsBoundary">;
  repository: RepositoryPlace;
  /** Services whose images may be in other repositories. */
  fleets: ServiceState["fleets"];
  logGroup: aws.cloudwatch.LogGroup;
}

/** The roles of a service's tasks. */
export class TaskRoles extends pulumi.ComponentResource {
  /** Used by ECS to start a task: pull this service's images, read its secrets, write its logs. */
  readonly execution: aws.iam.Role;
  /** Used by the code in the task, unless the settings name another role. It may do what they say. */
  readonly task: aws.iam.Role;
  /** Without these no task starts, or its code may not do what the settings say. */
  readonly policies: pulumi.Resource[];

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
    const start = new aws.iam.RolePolicy(
      `${name}-execution`,
      { role: this.execution.name, policy: startTask(args) },
      own,
    );
    this.policies = [start, ...this.taskPolicies(name, args, opts?.protect === true)];
    this.registerOutputs({});
  }

  /** A preview runs code of anybody who may open a pull request, so its tasks get none. */
  private taskPolicies(
    name: string,
    { needs, environment }: TaskRolesArgs,
    serves: boolean,
  ): pulumi.Resource[] {
    if (environment.foundation !== undefined) return [];
    // What only one side of a release may do goes with its fleet.
    const own = (all: (settings: ServiceSettings) => boolean) => ({
      parent: this,
      protect: serves && needs.every(all),
    });
    const role = this.task.name;
    const statements = [
      ...statementsOf(needs).map(({ actions, resources }) => ({
        ...{ Effect: "Allow" as const, Action: actions, Resource: resources },
      })),
      ...mountStatements(environment, needs),
    ];
    const inline =
      statements.length > 0
        ? [
            new aws.iam.RolePolicy(
              `${name}-task`,
              { role, policy: policy(statements) },
              own(
                (one) =>
                  one.permissions.length > 0 || mountStatements(environment, [one]).length > 0,
              ),
            ),
          ]
        : [];
    const attached = union(needs, ({ policyArns }) => policyArns).map(
      (policyArn) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-task-${policyArn.slice(policyArn.indexOf("::") + 2)}`,
          { role, policyArn },
          own(({ policyArns }) => policyArns.includes(policyArn)),
        ),
    );
    const exec = needs.some((one) => one.exec)
      ? [
          new aws.iam.RolePolicy(
            `${name}-exec`,
            { role, policy: policy([openSession]) },
            own((one) => one.exec),
          ),
        ]
      : [];
    return [...inline, ...attached, ...exec];
  }
}

/** For ECS Exec. These actions support no resource-level permissions. */
const openSession = {
  Effect: "Allow" as const,
  Action: [...sessionActions],
  Resource: "*",
};

function startTask(args: TaskRolesArgs): pulumi.Output<string> {
  const { needs, logGroup } = args;
  const logins = union(needs, loginsOf);
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
  const { repository, fleets, settings, needs } = args;
  const sidecars = union(needs, ({ sidecars: all }) =>
    Object.values(all).map(({ image }) => image),
  );
  const images = [
    ...[fleets.blue.image, fleets.green.image, settings.repository],
    ...sidecars.map((image) => splitImage(image).repository),
  ];
  const named = images.flatMap((image) => ecrLocation(image?.split("@")[0] ?? "")?.arn ?? []);
  return repository.arn.apply((own) => {
    const others = [...new Set(named)].filter((arn) => arn !== own).sort();
    return others.length > 0 ? [own, ...others] : own;
  });
}
