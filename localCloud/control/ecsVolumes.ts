import { z } from "zod";
import type { Volume } from "../dataplane/taskDefinition";
import { repeated } from "./repeated";

/** In Pulumi's spelling. Other kinds, and files of the host, are not modelled. */
export const volume = z.strictObject({
  name: z.string().regex(/^[\w-]{1,255}$/, "only letters, digits, _ and -"),
  efsVolumeConfiguration: z
    .strictObject({
      fileSystemId: z.string().regex(/^fs-[0-9a-f]{8,40}$/, "is not the id of a file system"),
      transitEncryption: z.enum(["ENABLED", "DISABLED"]).default("DISABLED"),
      authorizationConfig: z
        .strictObject({
          accessPointId: z
            .string()
            .regex(/^fsap-[0-9a-f]{8,40}$/, "is not the id of an access point")
            .optional(),
          iam: z.enum(["ENABLED", "DISABLED"]).default("DISABLED"),
        })
        .optional(),
    })
    .optional(),
});

/** Source: `EphemeralStorage`, Amazon ECS API Reference. */
export const ephemeralStorage = z
  .strictObject({ sizeInGib: z.number().int().min(21).max(200) })
  .optional();

interface Inputs {
  volumes?: z.output<typeof volume>[];
  ephemeralStorage?: object;
  requiresCompatibilities?: string[];
  taskRoleArn?: string;
}
interface Mounts {
  mountPoints: { sourceVolume: string; containerPath: string }[];
}

/** Source: `Volume`, `EFSVolumeConfiguration` and `EFSAuthorizationConfig`, Amazon ECS API Reference. */
export function volumeProblems(inputs: Inputs, containers: readonly Mounts[]): string[] {
  const { volumes = [], requiresCompatibilities = [], taskRoleArn } = inputs;
  const names = volumes.map(({ name }) => name);
  const onInstances = inputs.ephemeralStorage && !requiresCompatibilities.includes("FARGATE");
  return [
    ...repeated(names).map((name) => `Duplicate volume name '${name}'.`),
    ...containers.flatMap(({ mountPoints }) => [
      ...mountPoints
        .filter(({ sourceVolume }) => !names.includes(sourceVolume))
        .map(({ sourceVolume }) => `Unknown volume '${sourceVolume}'.`),
      ...repeated(mountPoints.map(({ containerPath }) => containerPath)).map(
        (path) => `Duplicate mount point: ${path}`,
      ),
    ]),
    ...volumes.flatMap(({ name, efsVolumeConfiguration: efs }) => {
      const { accessPointId, iam } = efs?.authorizationConfig ?? {};
      const needsEncryption = accessPointId !== undefined || iam === "ENABLED";
      return [
        ...(needsEncryption && efs?.transitEncryption !== "ENABLED"
          ? [`transit encryption must be enabled for an access point or IAM: volume ${name}`]
          : []),
        ...(iam === "ENABLED" && taskRoleArn === undefined
          ? [`EFS IAM authorization needs a task role: volume ${name}`]
          : []),
      ];
    }),
    ...(onInstances ? ["ephemeralStorage is for tasks on Fargate"] : []),
  ];
}

export function toVolume({ name, efsVolumeConfiguration: efs }: z.output<typeof volume>): Volume {
  if (!efs) return { name };
  const { fileSystemId, authorizationConfig } = efs;
  return { name, efs: { fileSystemId, accessPointId: authorizationConfig?.accessPointId } };
}
