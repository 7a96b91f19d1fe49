import type { EcsContainer, EcsTaskDefinition, EcsVolume } from "../../world/ecsService";
import { said, type Taken } from "./taken";

type Mount = NonNullable<EcsContainer["mountPoints"]>[number];

interface Volumes {
  /** The setting `volumes`. */
  volumes: object[];
  /** Paths of those that a sidecar mounts, at the same place as the service's container. */
  mountsOf: (sidecar: EcsContainer) => Taken<{ mounts: string[] }>;
}

/** What the service's own container mounts; sidecars can mount the same at the same paths. */
export function volumesOf(task: EcsTaskDefinition, own: EcsContainer): Taken<Volumes> {
  const known = new Map((task.volumes ?? []).map((one) => [one.name, one]));
  const made = (own.mountPoints ?? []).map((mount) => ({
    mount,
    ...volumeOf(own, mount, known.get(mount.sourceVolume)),
  }));
  const taken = made.filter(({ value }) => Object.keys(value).length > 0);
  const pathOf = ({ sourceVolume, containerPath }: Mount) =>
    taken.find(
      ({ mount }) => mount.sourceVolume === sourceVolume && mount.containerPath === containerPath,
    )?.mount.containerPath;
  return {
    value: {
      volumes: taken.map(({ value }) => value),
      mountsOf: (sidecar) => {
        const all = sidecar.mountPoints ?? [];
        const paths = all.flatMap((mount) => pathOf(mount) ?? []);
        const left = all.filter((mount) => pathOf(mount) === undefined);
        return {
          value: { mounts: paths },
          left: left.map(
            ({ containerPath }) =>
              `${sidecar.name}: volume at ${containerPath}: a sidecar mounts only what ${own.name} mounts, at the same path`,
          ),
        };
      },
    },
    left: made.flatMap(({ left }) => left),
  };
}

function volumeOf(own: EcsContainer, mount: Mount, volume: EcsVolume | undefined): Taken {
  const { containerPath: path = "", readOnly = false } = mount;
  const left = (why: string): Taken => ({
    value: {},
    left: [`${own.name}: volume at ${path}: ${why}`],
  });
  if (!volume) return left("its definition names no such volume");
  const { efsVolumeConfiguration: efs, host } = volume;
  if (efs) {
    const { fileSystemId, rootDirectory = "/", authorizationConfig } = efs;
    if (rootDirectory !== "/") {
      return left(`${rootDirectory} of ${fileSystemId}: make an access point for that folder`);
    }
    const accessPoint = authorizationConfig?.accessPointId;
    const value = { path, efs: fileSystemId, accessPoint, ...(readOnly && { readOnly }) };
    return { value: said(value), left: [] };
  }
  if (host?.sourcePath !== undefined) return left("folders of an instance are not supported");
  const isOther =
    volume.dockerVolumeConfiguration ??
    volume.fsxWindowsFileServerVolumeConfiguration ??
    volume.configuredAtLaunch;
  if (isOther) return left("only EFS and temporary folders are supported");
  return { value: { path, temporary: true }, left: [] };
}
