import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings, Settings } from "../../config/schema";
import type { Color } from "../../release/state";
import { containerSecrets } from "./secrets";
import { mountedVolumes } from "../../config/volumes";
import { tags } from "../tags";
import type { TaskRoles } from "./taskRoles";
import { mountPoints, taskVolumes } from "./volumes";

export interface TaskDefinitionArgs {
  service: string;
  color: Color;
  settings: ServiceSettings;
  /** Pinned by digest. */
  image: string;
  roles: TaskRoles;
  logGroup: aws.cloudwatch.LogGroup;
  environment: Pick<Settings, "foundation">;
}

/** Task definition of one fleet. */
export function taskDefinition(
  name: string,
  args: TaskDefinitionArgs,
  opts: pulumi.CustomResourceOptions,
): aws.ecs.TaskDefinition {
  const { service, color, settings, roles } = args;
  return new aws.ecs.TaskDefinition(
    name,
    {
      family: `${pulumi.getProject()}-${pulumi.getStack()}-${service}-${color}`,
      requiresCompatibilities: [settings.compute.type === "ec2" ? "EC2" : "FARGATE"],
      networkMode: "awsvpc",
      cpu: String(settings.cpu),
      memory: String(settings.memoryMiB),
      runtimePlatform: {
        operatingSystemFamily: "LINUX",
        cpuArchitecture: settings.architecture,
      },
      executionRoleArn: roles.execution.arn,
      taskRoleArn: taskRole(args),
      ...storage(args),
      containerDefinitions: pulumi.jsonStringify([container(args)]),
      tags: tags({ service, color }),
    },
    {
      ...opts,
      dependsOn: roles.policies,
      // The right to deregister one can't be limited to a stack, and a preview must not have it for all.
      retainOnDelete: args.environment.foundation !== undefined,
    },
  );
}

/** What a task that mounts nothing does without, so that its definition stays as it was. */
function storage({ environment, settings }: TaskDefinitionArgs) {
  const volumes = taskVolumes(environment, settings);
  return {
    ...(volumes.length > 0 && { volumes }),
    ...(settings.ephemeralGiB !== undefined && {
      ephemeralStorage: { sizeInGib: settings.ephemeralGiB },
    }),
  };
}

/** A preview runs code of anybody who may open a pull request, so it does not get a role that others use. */
function taskRole({ settings, roles, environment }: TaskDefinitionArgs): pulumi.Input<string> {
  const isPreview = environment.foundation !== undefined;
  return isPreview ? roles.task.arn : (settings.roleArn ?? roles.task.arn);
}

/** Pulumi's state keeps no order of keys, and another order would be another task definition. */
function sorted<T>(of: Record<string, T>): [string, T][] {
  return Object.entries(of).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** How its main process runs; what is not set is as the image says. */
function mainProcess({ command, entryPoint, user, workingDirectory, ulimits }: ServiceSettings) {
  const limits = sorted(ulimits).flatMap(([name, limit]) =>
    limit ? [{ name, softLimit: limit.soft, hardLimit: limit.hard }] : [],
  );
  return {
    ...(command && { command }),
    ...(entryPoint && { entryPoint }),
    ...(user !== undefined && { user }),
    ...(workingDirectory !== undefined && { workingDirectory }),
    ...(limits.length > 0 && { ulimits: limits }),
  };
}

function container(args: TaskDefinitionArgs) {
  const { service, color, settings, image, logGroup } = args;
  const mounts = mountPoints(mountedVolumes(args.environment, settings));
  const environment = {
    ...settings.environment,
    BLUEGREEN_COLOR: color,
    BLUEGREEN_SERVICE: service,
  };
  const secrets = containerSecrets(settings);
  return {
    name: service,
    image,
    ...(settings.repositorySecretArn && {
      repositoryCredentials: { credentialsParameter: settings.repositorySecretArn },
    }),
    essential: true,
    ...mainProcess(settings),
    ...(settings.kind === "api" && {
      portMappings: [{ containerPort: settings.port, protocol: "tcp" }],
    }),
    environment: sorted(environment).map(([key, value]) => ({ name: key, value })),
    ...(secrets.length > 0 ? { secrets } : {}),
    ...(mounts.length > 0 && { mountPoints: mounts }),
    stopTimeout: settings.stopSeconds,
    readonlyRootFilesystem: settings.readonlyRootFilesystem,
    linuxParameters: {
      initProcessEnabled: settings.init,
      ...(settings.droppedCapabilities.length > 0 && {
        capabilities: { drop: [...settings.droppedCapabilities].sort() },
      }),
    },
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroup.name,
        "awslogs-region": aws.getRegionOutput().region,
        "awslogs-stream-prefix": color,
      },
    },
  };
}
