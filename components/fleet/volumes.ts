import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings, Settings } from "../../config/schema";
import { type FileSystemPart, mountedVolumes, mountRights } from "../../config/volumes";
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

/** What a task's role needs to mount them. */
export function mountStatements(
  environment: Environment,
  needs: readonly ServiceSettings[],
): Statement[] {
  return mountRights(environment, needs, efsArn);
}

/** In the stack's own account and region. */
function efsArn(kind: FileSystemPart, id: string): pulumi.Output<string> {
  const { partition } = aws.getPartitionOutput();
  const { region } = aws.getRegionOutput();
  const { accountId } = aws.getCallerIdentityOutput();
  return pulumi.interpolate`arn:${partition}:elasticfilesystem:${region}:${accountId}:${kind}/${id}`;
}
