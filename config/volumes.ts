import type { ServiceSettings } from "./serviceSchema";
import type { Volume } from "./volumeSchema";

export type FileSystem = Volume & { efs: string };

/** Whether the environment is a preview: then it is built on another one. */
interface Environment {
  foundation?: string | undefined;
}

/** TCP port of NFS, by which tasks reach a file system. */
export const nfsPort = 2049;

/**
 * What tasks mount, in a stable order. A preview runs code of anybody who may open a pull request, so it gets an empty
 * folder where the others have a file system.
 */
export function mountedVolumes(
  { foundation }: Environment,
  { volumes }: Pick<ServiceSettings, "volumes">,
): Volume[] {
  const sorted = [...volumes].sort((one, other) => (one.path < other.path ? -1 : 1));
  if (foundation === undefined) return sorted;
  return sorted.map(({ path, readOnly }) => ({ path, temporary: true, readOnly }));
}

/** The file systems among them. */
export function fileSystemsOf(
  environment: Environment,
  settings: Pick<ServiceSettings, "volumes">,
): FileSystem[] {
  return mountedVolumes(environment, settings).filter(
    (volume): volume is FileSystem => volume.efs !== undefined,
  );
}

/** Ports that tasks connect to, each once: those of the settings, and that of their file systems. */
export function portsOut(
  environment: Environment,
  settings: Pick<ServiceSettings, "volumes" | "outboundPorts">,
): number[] {
  const mounts = fileSystemsOf(environment, settings).length > 0;
  return [...new Set([...settings.outboundPorts, ...(mounts ? [nfsPort] : [])])];
}

/** What ARNs of EFS name. */
export type FileSystemPart = "file-system" | "access-point";

/**
 * Statements of a task role's policy that let it mount file systems, each once. Without `ClientRootAccess`, root in a
 * container is not root on them.
 *
 * @param arnOf in the environment's own account and region
 */
export function mountRights<Arn>(
  environment: Environment,
  needs: readonly Pick<ServiceSettings, "volumes" | "roleArn">[],
  arnOf: (part: FileSystemPart, id: string) => Arn,
) {
  const mounts = needs
    // A role that somebody else made has policies of its own.
    .filter(({ roleArn }) => roleArn === undefined)
    .flatMap((settings) => fileSystemsOf(environment, settings))
    .map(({ efs, accessPoint, readOnly }) => JSON.stringify({ efs, accessPoint, readOnly }));
  return [...new Set(mounts)].sort().map((text) => {
    const { efs, accessPoint, readOnly } = JSON.parse(text) as FileSystem;
    return {
      Effect: "Allow" as const,
      Action: [
        "elasticfilesystem:ClientMount",
        ...(readOnly ? [] : ["elasticfilesystem:ClientWrite"]),
      ],
      Resource: arnOf("file-system", efs),
      ...(accessPoint !== undefined && {
        Condition: {
          StringEquals: {
            "elasticfilesystem:AccessPointArn": arnOf("access-point", accessPoint),
          },
        },
      }),
    };
  });
}
