import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings, Settings } from "../../config/schema";
import type { Color } from "../../release/state";
import { credentials, type InTask, linuxParameters, sorted, variables } from "./containerParts";
import { containerSecrets } from "./secrets";
import { routed, sidecarContainer, startedBefore } from "./sidecars";
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

export function taskFamily(service: string, color: Color): string {
  return `${pulumi.getProject()}-${pulumi.getStack()}-${service}-${color}`;
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
      family: taskFamily(service, color),
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
      containerDefinitions: pulumi.jsonStringify(containers(args)),
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

/** The service's own container, then its sidecars. */
function containers(args: TaskDefinitionArgs): object[] {
  const { service, color, settings, logGroup, environment } = args;
  const inTask: InTask = {
    variables: { BLUEGREEN_COLOR: color, BLUEGREEN_SERVICE: service },
    volumes: mountedVolumes(environment, settings),
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroup.name,
        "awslogs-region": aws.getRegionOutput().region,
        "awslogs-stream-prefix": color,
      },
    },
  };
  return [
    mainContainer(args, inTask),
    ...sorted(settings.sidecars).map(([name, one]) => sidecarContainer(name, one, inTask)),
  ];
}

function mainContainer({ service, settings, image }: TaskDefinitionArgs, inTask: InTask) {
  const mounts = mountPoints(inTask.volumes);
  const secrets = containerSecrets(settings);
  const dependsOn = startedBefore(settings.sidecars);
  return {
    name: service,
    image,
    ...credentials(settings),
    essential: true,
    ...(dependsOn.length > 0 && { dependsOn }),
    ...mainProcess(settings),
    ...(settings.kind === "api" && {
      portMappings: [{ containerPort: settings.port, protocol: "tcp" }],
    }),
    environment: variables({ ...settings.environment, ...inTask.variables }),
    ...(secrets.length > 0 ? { secrets } : {}),
    ...(mounts.length > 0 && { mountPoints: mounts }),
    stopTimeout: settings.stopSeconds,
    readonlyRootFilesystem: settings.readonlyRootFilesystem,
    linuxParameters: linuxParameters(settings.init, settings.droppedCapabilities),
    logConfiguration: settings.logs ? routed(settings.logs) : inTask.logConfiguration,
  };
}
