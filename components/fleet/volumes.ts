import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings, Settings } from "../../config/schema";
import { type FileSystem, fileSystemsOf, mountedVolumes } from "../../config/volumes";
import type { Volume } from "../../config/volumeSchema";
import type { Statement } from "./policy";

type Environment = Pick<Settings, "foundation">;

/** `volumes` of a task definition; a temporary one has nothing but a name. */
export function taskVolumes(environment: Environment, settings: ServiceSettings) {
  return mountedVolumes(environment, settings).map(({ efs, accessPoint }, index) => ({
    name: volumeName(index),
    ...(efs !== undefined && {
      efsVolumeConfiguration: {
        fileSystemId: efs,
        transitEncryption: "ENABLED",
        authorizationConfig: {
          ...(accessPoint !== undefined && { accessPointId: accessPoint }),
          iam: "ENABLED",
        },
      },
    }),
  }));
}

/** `mountPoints` of a container definition. */
export function mountPoints(volumes: readonly Volume[]) {
  return volumes.map(({ path, readOnly }, index) => ({
    sourceVolume: volumeName(index),
    containerPath: path,
    readOnly,
  }));
}

const volumeName = (index: number) => `volume-${index + 1}`;

/** What a task's role needs to mount them, each statement once. It is nobody on them, never root. */
export function mountStatements(
  environment: Environment,
  needs: readonly ServiceSettings[],
): Statement[] {
  const mounts = needs
    // A role that somebody else made has policies of its own.
    .filter(({ roleArn }) => roleArn === undefined)
    .flatMap((settings) => fileSystemsOf(environment, settings))
    .map(({ efs, accessPoint, readOnly }) => JSON.stringify({ efs, accessPoint, readOnly }));
  return [...new Set(mounts)].sort().map((text) => mayMount(JSON.parse(text) as FileSystem));
}

function mayMount({ efs, accessPoint, readOnly }: FileSystem): Statement {
  return {
    Effect: "Allow",
    Action: [
      "elasticfilesystem:ClientMount",
      ...(readOnly ? [] : ["elasticfilesystem:ClientWrite"]),
    ],
    Resource: efsArn("file-system", efs),
    ...(accessPoint !== undefined && {
      Condition: {
        StringEquals: {
          "elasticfilesystem:AccessPointArn": efsArn("access-point", accessPoint),
        },
      },
    }),
  };
}

/** In the stack's own account and region. */
function efsArn(kind: "file-system" | "access-point", id: string): pulumi.Output<string> {
  const { partition } = aws.getPartitionOutput();
  const { region } = aws.getRegionOutput();
  const { accountId } = aws.getCallerIdentityOutput();
  return pulumi.interpolate`arn:${partition}:elasticfilesystem:${region}:${accountId}:${kind}/${id}`;
}
